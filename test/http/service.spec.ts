import { readFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase } from '../support/each-database.js';
import { FIXTURES } from '../support/open-book.js';

const WON = 'cfc6282a-bf08-5852-83bd-c5f855df9899';
const page = (number: 1 | 2): string => readFileSync(join(FIXTURES, `referrals-page-${number}.json`), 'utf8');

eachDatabase('the service over HTTP', (homes) => {
  const boot = async () => bootServer(await homes.create());
  const bootWithDeals = async () => {
    const http = await boot();
    for (const number of [1, 2] as const) {
      const answer = await http
        .post(`/api/v1/imports?fileName=page-${number}.json`)
        .set('content-type', 'application/json')
        .send(page(number));
      expect(answer.status).toBe(201);
    }
    return http;
  };

  describe('imports', () => {
    it('take the file that is the body, and are listed newest first', async () => {
      const http = await bootWithDeals();
      const { body } = await http.get('/api/v1/imports?limit=1');
      expect(body.items).toHaveLength(1);
      expect(body.items[0]).toMatchObject({ kind: 'referrals', fileName: 'page-2.json', rejected: 0 });
      const next = await http.get(`/api/v1/imports?limit=1&cursor=${body.nextCursor}`);
      expect(next.body).toMatchObject({ items: [{ fileName: 'page-1.json' }], nextCursor: null });
    });

    it('with an Idempotency-Key are done once and answered twice; another file under the key is refused', async () => {
      const http = await boot();
      const post = (body: string) =>
        http
          .post('/api/v1/imports')
          .set('idempotency-key', 'monday')
          .set('content-type', 'application/octet-stream')
          .send(body);
      const first = await post(page(1));
      const second = await post(page(1));
      expect(first.body).toMatchObject({ created: 9 });
      expect(second.body).toEqual(first.body);
      expect((await http.get('/api/v1/imports')).body.items).toHaveLength(1);
      const other = await post(page(2));
      expect(other.status).toBe(409);
      expect(other.body).toMatchObject({ type: '/problems/conflict', errors: [{ value: 'monday' }] });
    });

    it('list rows that cannot go in with row, column, value and remedy', async () => {
      const http = await boot();
      const answer = await http
        .post('/api/v1/imports?fileName=deals.csv')
        .set('content-type', 'text/csv')
        .send('deal_id,status\nd1,active\nd2,wun\n');
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({ created: 1, rejected: 1 });
      expect(answer.body.rejects[0]).toMatchObject({
        file: 'deals.csv',
        row: 3,
        column: 'status',
        value: 'wun',
      });
      expect(answer.body.rejects[0].remedy).toMatch(/won/);
    });

    it('a file that cannot be read is answered as a problem, not as a failure of the service', async () => {
      const http = await boot();
      const answer = await http
        .post('/api/v1/imports')
        .set('content-type', 'text/csv')
        .send('\u0000\u0001\u0002');
      expect(answer.status).toBe(422);
      expect(answer.headers['content-type']).toMatch('application/problem+json');
      expect(answer.body).toMatchObject({ type: '/problems/invalid-file', status: 422 });
    });
  });

  describe('deals', () => {
    it('are listed page by page in order of id, each once', async () => {
      const http = await bootWithDeals();
      const ids: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { body } = await http.get(`/api/v1/deals?limit=5${query}`);
        ids.push(...body.items.map((deal: { dealId: string }) => deal.dealId));
        cursor = body.nextCursor;
      }
      expect(ids).toHaveLength(17);
      expect(ids).toEqual([...new Set(ids)].toSorted());
    });

    it('are narrowed by status and type', async () => {
      const http = await bootWithDeals();
      const { body } = await http.get('/api/v1/deals?status=won&dealType=partner-led');
      expect(body.items.map((deal: { name: string }) => deal.name)).toEqual([
        'Essen line 2 (72 h exactly)',
        'Leeds pilot (71 h 59 min)',
      ]);
    });

    it('are told with instants in UTC and money as exact decimals', async () => {
      const http = await bootWithDeals();
      const { body } = await http.get(`/api/v1/deals/${WON.toUpperCase()}`);
      expect(body).toMatchObject({
        dealId: WON,
        value: { amount: '48000.00', currency: 'USD' },
        created: { at: '2021-05-10T08:00:00.000Z', on: '2021-05-10', from: 'reported' },
        closed: { at: '2021-05-14T12:00:00.000Z', from: 'reported' },
        microsoftStatus: 'accepted',
      });
    });

    it('that the book does not hold are a 404 that says what to do', async () => {
      const http = await boot();
      const answer = await http.get('/api/v1/deals/nope');
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ type: '/problems/not-found', errors: [{ value: 'nope' }] });
    });

    it('a wrong query is answered with a pointer to each wrong field', async () => {
      const http = await boot();
      const answer = await http.get('/api/v1/deals?status=wun&limit=0');
      expect(answer.status).toBe(400);
      const pointers = answer.body.errors.map((error: { path: string }) => error.path);
      expect(pointers.toSorted()).toEqual(['/limit', '/status']);
    });
  });

  describe('verdicts', () => {
    it('are explained for one deal as the command line explains them', async () => {
      const http = await bootWithDeals();
      const { body } = await http.get(`/api/v1/deals/${WON}/eligibility`);
      expect(body).toMatchObject({
        dealId: WON,
        policy: 'deal-registration',
        version: '2021-05-07',
        outcome: 'undetermined',
        eligible: false,
        evaluatedAt: '2021-10-01T00:00:00.000Z',
      });
      expect(body.missing.map(({ fact }: { fact: string }) => fact)).toEqual([
        'hasIncentiveEligibleSolution',
      ]);
    });

    it('are recorded by an evaluation, once, and stand in the history beside the data', async () => {
      const http = await bootWithDeals();
      const first = await http.post('/api/v1/evaluations').send({ asOf: '2021-10-01' });
      expect(first.status).toBe(201);
      expect(first.body).toMatchObject({ deals: 17, judged: 17, recorded: 17 });
      const second = await http.post('/api/v1/evaluations').send({ asOf: '2021-10-01' });
      expect(second.body).toMatchObject({ recorded: 0 });
      const { body } = await http.get(`/api/v1/deals/${WON}/history`);
      expect(body.changes).toHaveLength(1);
      expect(body.changes[0]).toMatchObject({ version: 1, validAt: '2021-05-14T12:00:00.000Z' });
      expect(body.decisions).toHaveLength(1);
      expect(body.decisions[0]).toMatchObject({ sequence: 1, outcome: 'undetermined', cause: 'first' });
    });
  });

  describe('the rest', () => {
    it('health: alive, and ready to work', async () => {
      const http = await boot();
      expect((await http.get('/health/live')).body).toEqual({ status: 'ok' });
      expect((await http.get('/health/ready')).body).toMatchObject({
        status: 'ok',
        ruleSetId: 1,
        policies: 3,
        problems: [],
      });
    });

    it('is not ready while the rules are wrong, and says which', async () => {
      const http = await bootServer(await homes.create(), 0, mkdtempSync(join(tmpdir(), 'no-rules-')));
      const answer = await http.get('/health/ready');
      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({ type: '/problems/unavailable', errors: [{}] });
    });

    it('describes itself', async () => {
      const http = await boot();
      const { body } = await http.get('/api/docs-json');
      expect(Object.keys(body.paths).toSorted()).toEqual(
        expect.arrayContaining([
          '/api/v1/deals',
          '/api/v1/deals/{id}',
          '/api/v1/deals/{id}/eligibility',
          '/api/v1/deals/{id}/history',
          '/api/v1/evaluations',
          '/api/v1/imports',
          '/api/v1/policies',
          '/health/ready',
        ]),
      );
      const parameters = body.paths['/api/v1/deals'].get.parameters;
      expect(parameters.map(({ name }: { name: string }) => name)).toContain('campaignId');
    });

    it('refuses a campaign id that no database can hold', async () => {
      const http = await boot();
      const { status, body } = await http.get('/api/v1/deals?campaignId=%00');
      expect(status).toBe(400);
      expect(body.errors).toEqual([expect.objectContaining({ message: 'It must not hold NUL.' })]);
    });

    it('answers what is not there, and JSON that is none, as problems', async () => {
      const http = await boot();
      expect((await http.get('/api/v1/nothing')).status).toBe(404);
      const broken = await http
        .post('/api/v1/evaluations')
        .set('content-type', 'application/json')
        .send('{"asOf": ');
      expect(broken.status).toBe(400);
      expect(broken.headers['content-type']).toMatch('application/problem+json');
    });
  });
});
