import { expect, it } from '@jest/globals';
import { impactSchema, rulesChangeSchema } from '../../src/activation/activation.schemas.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase } from '../support/each-database.js';
import { exampleFiles } from '../docs/doc-blocks.js';
import { contentsOf, DRAFT, rulesWithDraft } from './desk.js';

const PATH = `/api/v1/policies/${DRAFT}`;

eachDatabase('drafts over HTTP', (homes) => {
  async function boot(rulesDir = rulesWithDraft()) {
    const http = await bootServer(await homes.create(), undefined, rulesDir);
    for (const file of ['solutions.csv', 'customers.csv', 'rates.csv', 'deals.csv']) {
      const text = exampleFiles('formats.md').get(file);
      await http.post('/api/v1/imports').set('content-type', 'text/csv').send(text).expect(201);
    }
    await http.post('/api/v1/evaluations').expect(201);
    return http;
  }

  it('tells the impact, activates on it and takes that back, as described', async () => {
    const rulesDir = rulesWithDraft();
    const http = await boot(rulesDir);
    const before = contentsOf(rulesDir);
    const impact = await http.post(`${PATH}/impact`).expect(200);
    expect(impactSchema.parse(impact.body)).toEqual(impact.body);

    const file = await http.get(`${PATH}/file`).expect(200);
    const activate = (etag: string) =>
      http.post(`${PATH}/activation`).set('if-match', etag).send({ by: 'Ada', maxLostValueUsd: 50_000 });
    const other = await activate('"0123"').expect(412);
    expect(other.body).toMatchObject({ type: '/problems/precondition-failed' });
    const activation = await activate(file.headers.etag ?? '').expect(200);
    expect(rulesChangeSchema.parse(activation.body)).toEqual(activation.body);
    const eligibility = await http.get('/api/v1/deals/opp-2/eligibility').expect(200);
    expect(eligibility.body).toMatchObject({ version: DRAFT, outcome: 'ineligible' });

    await http.post(`${PATH}/rollback`).send({ by: 'Bo' }).expect(200);
    expect(contentsOf(rulesDir)).toEqual(before);
    const log = await http.get('/api/v1/rules/log').expect(200);
    expect(log.body.items).toMatchObject([
      { action: 'rolled-back', by: 'Bo', version: DRAFT },
      { action: 'activated', by: 'Ada', version: DRAFT },
      { action: 'loaded' },
    ]);
  });

  it('lists the deals that change as CSV, and answers an error as an error', async () => {
    const http = await boot();
    const list = await http.post(`${PATH}/impact`).set('accept', 'text/csv').expect(200);
    expect(list.headers['content-type']).toMatch(/^text\/csv/);
    const [head, ...lines] = list.text.split('\r\n').map((line) => line.split(',')[0]);
    expect(head).toBe('\uFEFFDeal id');
    expect(lines).toEqual(['opp-2', 'opp-3', 'opp-4', 'opp-5', '']);
    const inForce = '/api/v1/policies/2021-05-07/impact';
    const refused = await http.post(inForce).set('accept', 'text/csv').expect(422);
    expect(refused.body).toMatchObject({ type: '/problems/invalid-rules' });
  });

  it('refuses what is not there, what is not asked well, and an activation without an impact', async () => {
    const http = await boot();
    const answers: readonly (readonly [path: string, body: object, status: number])[] = [
      ['/api/v1/policies/2099-01-01/impact', {}, 404],
      ['/api/v1/policies/..%2F..%2Fetc/impact', {}, 400],
      [`${PATH}/impact`, { wholebook: true }, 400],
      [`${PATH}/activation`, { by: '  ' }, 400],
      [`${PATH}/activation`, { by: 'Ada', maxLostValueUsd: -1 }, 400],
      [`${PATH}/activation`, { by: 'Ada' }, 409],
      [`${PATH}/rollback`, { by: 'Ada' }, 409],
    ];
    for (const [path, body, status] of answers) {
      const response = await http.post(path).send(body);
      expect([path, body, response.status]).toEqual([path, body, status]);
    }
  });
});
