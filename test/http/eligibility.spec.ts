import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import {
  eligibilitySchema,
  evaluationSchema,
  evaluationSummarySchema,
} from '../../src/eligibility/eligibility.schemas.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase } from '../support/each-database.js';
import { FIXTURES } from '../support/open-book.js';

eachDatabase('eligibility over HTTP', (homes) => {
  const boot = async () => {
    const http = await bootServer(await homes.create());
    for (const page of ['referrals-page-1.json', 'referrals-page-2.json']) {
      const answer = await http
        .post(`/api/v1/imports?fileName=${page}`)
        .set('content-type', 'application/json')
        .send(readFileSync(join(FIXTURES, page), 'utf8'));
      expect(answer.status).toBe(201);
    }
    return http;
  };
  const dealIds = async (http: Awaited<ReturnType<typeof boot>>): Promise<readonly string[]> => {
    const { body } = await http.get('/api/v1/deals?limit=500');
    return body.items.map(({ dealId }: { dealId: string }) => dealId);
  };

  it('answers for every deal as it is documented', async () => {
    const http = await boot();
    const ids = await dealIds(http);
    expect(ids.length).toBeGreaterThan(10);
    for (const id of ids) {
      const { status, body } = await http.get(`/api/v1/deals/${id}/eligibility`);
      expect(status).toBe(200);
      expect(eligibilitySchema.strict().parse(body)).toEqual(body);
      expect(body.eligible).toBe(body.outcome === 'eligible');
    }
  });

  it('judges by the version, day and language asked for', async () => {
    const http = await boot();
    const [id] = await dealIds(http);
    const asked = await http.get(`/api/v1/deals/${id}/eligibility?policy=2021-08-20&lang=sv&asOf=2021-10-01`);
    expect(asked.body).toMatchObject({ version: '2021-08-20', dealId: id });
    expect(asked.body.criteria.map((criterion: { id: string }) => criterion.id)).toContain('deal-value');
  });

  it.each([
    ['/api/v1/deals/nobody/eligibility', 404, /no deal nobody/],
    ['/api/v1/deals/:id/eligibility?policy=2021-08-02', 404, /no version “2021-08-02”/],
    ['/api/v1/deals/:id/eligibility?lang=de', 400, /wrong values/],
    ['/api/v1/deals/:id/eligibility?asOf=2021-02-30', 400, /wrong values/],
    [
      '/api/v1/deals/:id/eligibility?asOf=2021-03-01',
      404,
      /nothing can be said as of 2021-03-01T23:59:59.999Z/,
    ],
    ['/api/v1/deals/:id/eligibility?asOf=2021-10-02', 400, /cannot be shown as it was then/],
    ['/api/v1/deals/:id/eligibility?knownAt=yesterday', 400, /wrong values/],
    ['/api/v1/evaluations/7', 404, /no evaluation 7/],
    ['/api/v1/evaluations/last', 400, /wrong values/],
    ['/api/v1/evaluations?cursor=x', 400, /wrong values/],
  ])('refuses %s with %d and says why', async (path, status, detail) => {
    const http = await boot();
    const [id] = await dealIds(http);
    const answer = await http.get(path.replace(':id', String(id)));
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    expect(answer.body.detail).toMatch(detail);
  });

  it('evaluates the book, with or without a body, and lists evaluations newest first', async () => {
    const http = await boot();
    const first = await http.post('/api/v1/evaluations');
    expect(first.status).toBe(201);
    expect(evaluationSummarySchema.strict().parse(first.body)).toMatchObject({
      evaluationId: 1,
      asOf: '2021-10-01',
      judged: first.body.deals,
    });
    const second = await http.post('/api/v1/evaluations').send({ asOf: '2021-06-08', all: true });
    expect(second.body).toMatchObject({ evaluationId: 2, asOf: '2021-06-08', judged: first.body.deals });
    const newest = await http.get('/api/v1/evaluations?limit=1');
    expect(newest.body).toMatchObject({ items: [{ evaluationId: 2, asOf: '2021-06-08' }] });
    const before = await http.get(`/api/v1/evaluations?limit=1&cursor=${newest.body.nextCursor}`);
    expect(before.body).toMatchObject({ items: [{ evaluationId: 1 }], nextCursor: null });
    const one = await http.get('/api/v1/evaluations/1');
    expect(evaluationSchema.strict().parse(one.body)).toEqual(before.body.items[0]);
  });

  it('does a repeated request under one Idempotency-Key once', async () => {
    const http = await boot();
    const post = () => http.post('/api/v1/evaluations').set('idempotency-key', 'tuesday').send({});
    const first = await post();
    expect((await post()).body).toEqual(first.body);
    expect((await http.get('/api/v1/evaluations')).body.items).toHaveLength(1);
  });
});
