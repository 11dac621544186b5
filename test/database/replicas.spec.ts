import { expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.js';
import { DRAFT, rulesWithDraft } from '../activation/desk.js';
import { exampleFiles } from '../docs/doc-blocks.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase, type Home, type Homes, openHome } from '../support/each-database.js';
import { PostgresSession } from '../support/postgres-session.js';

type Http = Awaited<ReturnType<typeof bootServer>>;

/** Two services on one book, with one rules folder. */
async function replicas(homes: Homes) {
  const home = await homes.create();
  const rulesDir = rulesWithDraft();
  const services = [await bootServer(home, undefined, rulesDir), await bootServer(home, undefined, rulesDir)];
  return { home, services, database: await openHome(home) };
}

const file = (name: string): string => exampleFiles('formats.md').get(name) ?? '';

/** The statuses of two requests; on PostgreSQL neither gets its turn before both wait for it, or one is done. */
async function atOnce(
  { home, database }: { readonly home: Home; readonly database: Database },
  waiting: number,
  requests: () => readonly PromiseLike<{ readonly status: number }>[],
): Promise<readonly number[]> {
  const send = () => requests().map((request) => Promise.resolve(request));
  const onlooker = home.databaseUrl === null ? null : await PostgresSession.on(home);
  if (onlooker === null) return statusesOf(await Promise.all(send()));
  const sent = await database.transaction(async () => {
    await database.lockBook();
    const under = send();
    await onlooker.waiting(waiting);
    return under;
  });
  return statusesOf(await Promise.all(sent));
}

function statusesOf(answers: readonly { readonly status: number }[]): readonly number[] {
  return answers.map(({ status }) => status).toSorted((a, b) => a - b);
}

eachDatabase('Two services on one book', (homes) => {
  it('of which each is told to put the draft in force do so once', async () => {
    const told = await replicas(homes);
    const [first, second] = told.services;
    if (first === undefined || second === undefined) throw new Error('There are not two.');
    for (const name of ['solutions.csv', 'customers.csv', 'rates.csv', 'deals.csv']) {
      await first.post('/api/v1/imports').set('content-type', 'text/csv').send(file(name)).expect(201);
    }
    await first.post('/api/v1/evaluations').expect(201);
    const path = `/api/v1/policies/${DRAFT}`;
    await first.post(`${path}/impact`).expect(200);
    const etag = (await first.get(`${path}/file`).expect(200)).headers.etag ?? '';
    const activate = (http: Http) =>
      http.post(`${path}/activation`).set('if-match', etag).send({ by: 'Ada', maxLostValueUsd: 50_000 });
    expect(await atOnce(told, 2, () => [activate(first), activate(second)])).toEqual([200, 409]);
    for (const http of [first, second]) {
      const { body } = await http.get('/api/v1/rules/log').expect(200);
      expect(body.items).toMatchObject([{ action: 'activated', version: DRAFT }, { action: 'loaded' }]);
      const { body: judged } = await http.get('/api/v1/deals/opp-2/eligibility').expect(200);
      expect(judged).toMatchObject({ version: DRAFT });
    }
  });

  it('take a file in once that both are sent under one Idempotency-Key', async () => {
    const told = await replicas(homes);
    const post = (http: Http) =>
      http
        .post('/api/v1/imports')
        .set('idempotency-key', 'monday')
        .set('content-type', 'text/csv')
        .send(file('deals.csv'));
    const statuses = await atOnce(told, 1, () => told.services.map(post));
    // The other one is told that the first is at work, or hears its answer.
    expect([
      [201, 201],
      [201, 409],
    ]).toContainEqual(statuses);
    for (const http of told.services) {
      expect((await post(http).expect(201)).body).toMatchObject({ importId: 1, created: expect.any(Number) });
      expect((await http.get('/api/v1/imports').expect(200)).body.items).toHaveLength(1);
    }
  });
});
