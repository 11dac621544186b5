import { readFileSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase, type Homes } from '../support/each-database.js';
import { Book, FIXTURES } from '../support/open-book.js';
import { RulesCopy } from '../support/rules-copy.js';

const WON = 'cfc6282a-bf08-5852-83bd-c5f855df9899';

async function serve(homes: Homes, rulesDir: string) {
  const http = await bootServer(await homes.create(), undefined, rulesDir);
  for (const page of ['referrals-page-1.json', 'referrals-page-2.json']) {
    await http
      .post('/api/v1/imports')
      .set('content-type', 'application/json')
      .send(readFileSync(join(FIXTURES, page), 'utf8'));
  }
  expect((await http.post('/api/v1/evaluations').send({})).status).toBe(201);
  return {
    http,
    /** Whether a probe may send requests here, and the files it is told of. */
    ready: async () => {
      const { status, body } = await http.get('/health/ready');
      const problems: readonly { readonly file: string }[] = body.problems ?? [];
      return [status, body.status, ...problems.map(({ file }) => file)];
    },
    verdict: async () => {
      const { status, body } = await http.get(`/api/v1/deals/${WON}/eligibility`);
      expect(status).toBe(200);
      return [body.version, body.policyHash, body.outcome];
    },
  };
}

eachDatabase('While the service answers', (homes) => {
  it('a file that is half-written, wrong or gone leaves the rules as they were, and health says so', async () => {
    const rules = new RulesCopy();
    const { http, ready, verdict } = await serve(homes, rules.path);
    const [before, text] = [await verdict(), rules.read('2021-05-07')];
    const file = 'deal-registration/2021-05-07.json';
    expect(await ready()).toEqual([200, 'ok']);

    truncateSync(rules.fileOf('2021-05-07'), 900);
    expect(await ready()).toEqual([200, 'degraded', file]);
    expect(await verdict()).toEqual(before);

    writeFileSync(rules.fileOf('2021-05-07'), text.replace('"won"', '"wun"'));
    expect(await ready()).toContain('degraded');
    expect(await verdict()).toEqual(before);

    rules.remove('2021-05-07');
    expect(await ready()).toEqual([200, 'degraded', file]);
    expect(await verdict()).toEqual(before);
    expect((await http.post('/api/v1/evaluations').send({ all: true })).body).toMatchObject({ recorded: 0 });
    expect((await http.get('/api/v1/policies')).body).toMatchObject({
      problems: [{ file, message: 'The file of version “2021-05-07”, which is in force, is gone.' }],
      items: [{}, {}, { version: '2021-05-07', status: 'active', hash: before[1] }, {}],
    });

    writeFileSync(rules.fileOf('2021-05-07'), text);
    expect(await ready()).toEqual([200, 'ok']);
    expect(await verdict()).toEqual(before);
  });

  it('health asks only for what is in force, not for all that ever was', async () => {
    const rules = new RulesCopy();
    const home = await homes.create();
    const http = await bootServer(home, undefined, rules.path);
    expect((await http.get('/health/ready')).body).toMatchObject({ ruleSetId: 1, policies: 3 });
    rules.edit('2021-02-03', (text) => text.replace('February 2021', 'February'));
    expect((await http.get('/health/ready')).body).toMatchObject({ ruleSetId: 2, policies: 3 });
    // Whoever reads the first rule set now fails.
    const { database } = await Book.open(home, undefined, rules.path);
    await database.writer.raw("update rule_sets set files = 'unreadable' where rule_set_id = 1");
    expect((await http.get('/api/v1/rules/log')).status).toBe(500);
    expect((await http.get('/health/ready')).body).toMatchObject({ status: 'ok', ruleSetId: 2, policies: 3 });
  });

  it('a changed file is picked up by the next request, and a swapped folder too', async () => {
    const rules = new RulesCopy();
    const link = `${rules.path}-link`;
    symlinkSync(rules.path, link);
    const { http, ready } = await serve(homes, link);
    const title = async (): Promise<string> => (await http.get('/api/v1/policies/2021-08-20')).body.title.en;
    for (const name of ['one', 'two', 'three']) {
      rules.edit('2021-08-20', (text) => text.replace(/"en": "[^"]*"/, `"en": "Draft ${name}"`));
      expect(await title()).toBe(`Draft ${name}`);
    }
    const other = new RulesCopy();
    symlinkSync(other.path, `${link}-new`);
    renameSync(`${link}-new`, link);
    expect(await title()).toMatch(/^Deal registration, August 2021/);
    expect(await ready()).toEqual([200, 'ok']);
  });

  it('never answers by half of a change, however fast files change under it', async () => {
    const rules = new RulesCopy();
    const { ready, verdict } = await serve(homes, rules.path);
    const [before, text] = [await verdict(), rules.read('2021-05-07')];
    const writing = { done: false };
    const writer = (async () => {
      for (let size = 0; size < text.length; size += 997) {
        writeFileSync(rules.fileOf('2021-05-07'), text.slice(0, size));
        await new Promise((resolve) => setImmediate(resolve));
      }
      writeFileSync(rules.fileOf('2021-05-07'), text);
      writing.done = true;
    })();
    while (!writing.done) expect(await verdict()).toEqual(before);
    await writer;
    expect(await ready()).toEqual([200, 'ok']);
  });

  it('is not ready when nothing was ever in force and the files are wrong, and recovers by itself', async () => {
    const rules = new RulesCopy();
    const text = rules.read('2021-05-07');
    writeFileSync(rules.fileOf('2021-05-07'), '{');
    const http = await bootServer(await homes.create(), undefined, rules.path);
    const answer = await http.get('/health/ready');
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({
      type: '/problems/unavailable',
      errors: [{ file: 'deal-registration/2021-05-07.json' }],
    });
    writeFileSync(rules.fileOf('2021-05-07'), text);
    expect((await http.get('/health/ready')).body).toMatchObject({ status: 'ok', ruleSetId: 1 });
  });
});
