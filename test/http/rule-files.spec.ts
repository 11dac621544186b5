import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase } from '../support/each-database.js';
import { FIXTURES } from '../support/open-book.js';
import { RulesCopy } from '../support/rules-copy.js';

const DRAFT = '/api/v1/policies/2021-08-20/file';
const CASES = '/api/v1/policies/2021-08-20/cases';
const IN_FORCE = '/api/v1/policies/2021-05-07/file';

eachDatabase('Rule files over HTTP', (homes) => {
  async function serve() {
    const rules = new RulesCopy();
    const http = await bootServer(await homes.create(), undefined, rules.path);
    return {
      rules,
      http,
      put: (path: string, text: string | Buffer, headers: Readonly<Record<string, string>>) =>
        http.put(path).set('content-type', 'application/json').set(headers).send(text),
      etag: async (path: string): Promise<string> => String((await http.get(path)).headers.etag),
    };
  }

  it('are read byte for byte, with an ETag', async () => {
    const { rules, http } = await serve();
    const answer = await http.get(DRAFT);
    expect([answer.status, answer.text]).toEqual([200, rules.read('2021-08-20')]);
    expect(answer.headers.etag).toMatch(/^"[0-9a-f]{64}"$/);
    expect((await http.get(CASES)).text).toBe(rules.readCases('2021-08-20'));
    expect((await http.get('/api/v1/policies/2022-01-01/file')).status).toBe(404);
    expect((await http.get('/api/v1/policies/..%2F..%2Fsecrets/file')).status).toBe(400);
  });

  it('are written byte for byte, if the text is still the one that was read', async () => {
    const { rules, http, put, etag } = await serve();
    const [text, first] = [rules.read('2021-08-20'), await etag(DRAFT)];
    const edited = `\uFEFF${text.replace(/"en": "[^"]*"/, '"en":   "Åre – 東京"')}\n\n`;
    const answer = await put(DRAFT, edited, { 'if-match': first });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ file: 'deal-registration/2021-08-20.json', etag: answer.headers.etag });
    expect(rules.read('2021-08-20')).toBe(edited);
    expect(answer.headers.etag).toBe(await etag(DRAFT));
    expect((await http.get('/api/v1/policies/2021-08-20')).body.title.en).toBe('Åre – 東京');
    const late = await put(DRAFT, text, { 'if-match': first });
    expect([late.status, late.body.type]).toEqual([412, '/problems/precondition-failed']);
    expect(late.body.errors[0]).toMatchObject({ message: 'The file was changed since you read it.' });
    expect(rules.read('2021-08-20')).toBe(edited);
    expect((await put(DRAFT, text, { 'if-match': `"0", ${await etag(DRAFT)}` })).status).toBe(200);
  });

  it('are changed only by who says which text is meant', async () => {
    const { rules, http, put } = await serve();
    const text = rules.read('2021-08-20');
    for (const answer of [await put(DRAFT, `${text} `, {}), await http.delete(DRAFT)]) {
      expect([answer.status, answer.body.type]).toEqual([428, '/problems/precondition-required']);
    }
    expect((await put(DRAFT, `${text} `, { 'if-none-match': '*' })).status).toBe(412);
    const weak = `W/${String((await http.get(DRAFT)).headers.etag)}`;
    expect((await put(DRAFT, `${text} `, { 'if-match': weak })).status).toBe(400);
    expect(rules.read('2021-08-20')).toBe(text);
  });

  it('are added under a new name, with their cases, and removed again', async () => {
    const { rules, http, put, etag } = await serve();
    const [path, cases] = ['/api/v1/policies/2022-01-01/file', '/api/v1/policies/2022-01-01/cases'];
    const named = (text: string): string =>
      text.replace('"version": "2021-08-20"', '"version": "2022-01-01"');
    expect((await put(path, named(rules.read('2021-08-20')), { 'if-match': '*' })).status).toBe(412);
    const orphan = await put(cases, named(rules.readCases('2021-08-20')), { 'if-none-match': '*' });
    expect(orphan.body.errors).toMatchObject([
      { message: 'There is no rule file 2022-01-01.json beside these cases.' },
    ]);
    expect((await put(path, named(rules.read('2021-08-20')), { 'if-none-match': '*' })).status).toBe(201);
    expect((await put(cases, named(rules.readCases('2021-08-20')), { 'if-none-match': '*' })).status).toBe(
      201,
    );
    expect((await http.get('/api/v1/policies/2022-01-01')).body).toMatchObject({ status: 'inactive' });
    expect((await http.delete(path).set('if-match', '"0"')).status).toBe(412);
    expect((await http.delete(path).set('if-match', await etag(path))).status).toBe(204);
    for (const gone of [path, cases]) expect((await http.get(gone)).status).toBe(404);
    expect((await http.delete(path).set('if-match', '*')).status).toBe(404);
  });

  it('are not written when anything would be wrong; every problem is told', async () => {
    const { rules, put, etag } = await serve();
    const text = rules.read('2021-08-20');
    const wrong = text.replace('"dealType"', '"dealTipe"').replace('"id": "won"', '"id": "deal-type"');
    const answer = await put(DRAFT, wrong, { 'if-match': await etag(DRAFT) });
    expect([answer.status, answer.body.type]).toEqual([422, '/problems/invalid-rules']);
    expect(answer.body.errors.map(({ message }: { message: string }) => message)).toEqual(
      expect.arrayContaining([
        'There is no fact “dealTipe”.',
        expect.stringMatching(/^Two criteria are called “deal-type”/),
      ]),
    );
    const halves = [text.slice(0, 500), '', Buffer.from('{"policy": "\xE5"}', 'latin1')];
    for (const half of halves) {
      expect((await put(DRAFT, half, { 'if-match': '*' })).status).toBe(422);
    }
    const misnamed = text.replace('"version": "2021-08-20"', '"version": "2021-08-21"');
    expect((await put(DRAFT, misnamed, { 'if-match': '*' })).body.errors[0].message).toMatch(/file is named/);
    expect(rules.read('2021-08-20')).toBe(text);
  });

  it('are put right one at a time when several are wrong', async () => {
    const { rules, http, put, etag } = await serve();
    const [draft, inForce] = [rules.read('2021-08-20'), rules.read('2021-05-07')];
    const wrong = (text: string): string => text.replace('"dealType"', '"dealTipe"');
    rules.edit('2021-08-20', wrong);
    rules.edit('2021-05-07', (text) => wrong(text).replace('"id": "won"', '"id": "deal-type"'));
    const messages = async (): Promise<readonly string[]> =>
      (await http.get('/api/v1/policies')).body.problems.map(({ message }: { message: string }) => message);
    const before = await messages();
    // Half of what is wrong with a file may be put right, but nothing more be wrong than was.
    const more = wrong(inForce).replace('"microsoftStatus"', '"microsoftState"');
    const refused = await put(IN_FORCE, more, { 'if-match': await etag(IN_FORCE) });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ message }: { message: string }) => message)).toEqual([
      'There is no fact “microsoftState”.',
    ]);
    expect((await put(IN_FORCE, wrong(inForce), { 'if-match': await etag(IN_FORCE) })).status).toBe(200);
    expect((await messages()).length).toBeLessThan(before.length);
    expect((await put(DRAFT, draft, { 'if-match': await etag(DRAFT) })).status).toBe(200);
    expect(await messages()).toEqual(['There is no fact “dealTipe”.']);
    expect((await put(IN_FORCE, inForce, { 'if-match': await etag(IN_FORCE) })).status).toBe(200);
    expect((await http.get('/api/v1/policies')).body).toMatchObject({ ruleSetId: 1, problems: [] });
  });

  it('get a criterion renamed by taking it out of the cases first', async () => {
    const { rules, http, put } = await serve();
    const any = { 'if-match': '*' };
    const [text, cases] = [rules.read('2021-08-20'), rules.readCases('2021-08-20')];
    const renamed = text.replace('"id": "deal-value"', '"id": "worth"');
    expect((await put(DRAFT, renamed, any)).status).toBe(422);
    const without = cases.replaceAll(/"deal-value": "\w+",/g, '');
    for (const [path, body] of [
      [CASES, without],
      [DRAFT, renamed],
      [CASES, cases.replaceAll('"deal-value":', '"worth":')],
    ] as const) {
      const answer = await put(path, body, any);
      expect([path, answer.status, answer.body.errors]).toEqual([path, 200, undefined]);
    }
    expect((await http.get('/api/v1/policies')).body.problems).toEqual([]);
  });

  it('that have judged stay also while another file is wrong', async () => {
    const { rules, http, put, etag } = await serve();
    const body = readFileSync(join(FIXTURES, 'referrals-page-1.json'), 'utf8');
    await http.post('/api/v1/imports').set('content-type', 'application/json').send(body);
    await http.post('/api/v1/evaluations').send({});
    const text = rules.read('2021-05-07');
    rules.removeCases('2021-05-07');
    rules.edit('2021-08-20', (draft) => draft.replace('"dealType"', '"dealTipe"'));
    const edited = text.replace('"id": "deal-type"', '"id": "sold-as"');
    const refused = await put(IN_FORCE, edited, { 'if-match': await etag(IN_FORCE) });
    expect([refused.status, refused.body.errors.length]).toEqual([409, 1]);
    expect(refused.body.errors[0].message).toMatch(/has judged \d+ deals, so it cannot be edited in place/);
    expect(rules.read('2021-05-07')).toBe(text);
  });

  it('are not put in force by being written, and what has judged stays', async () => {
    const { rules, http, put, etag } = await serve();
    for (const page of ['referrals-page-1.json', 'referrals-page-2.json']) {
      const body = readFileSync(join(FIXTURES, page), 'utf8');
      await http.post('/api/v1/imports').set('content-type', 'application/json').send(body);
    }
    await http.post('/api/v1/evaluations').send({});
    const text = rules.read('2021-05-07');
    const edited = text.replace('"id": "deal-type"', '"id": "sold-as"');
    rules.removeCases('2021-05-07');
    const refused = await put(IN_FORCE, edited, { 'if-match': await etag(IN_FORCE) });
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/conflict']);
    expect(refused.body.errors[0]).toMatchObject({
      message: expect.stringMatching(
        /^Version “2021-05-07” has judged \d+ deals, so it cannot be edited in place\.$/,
      ),
      remedy: expect.stringMatching(/^Copy the file to deal-registration\/<new version>\.json/),
    });
    const removed = await http.delete(IN_FORCE).set('if-match', await etag(IN_FORCE));
    expect([removed.status, removed.body.detail]).toEqual([
      409,
      'Version “2021-05-07” is in force, so its file cannot be removed.',
    ]);
    const later = text.replace('"version": "2021-05-07"', '"version": "2019-01-01"');
    const early = later
      .replace('"from": "2021-05-07"', '"from": "2019-01-01"')
      .replace('"until": null', '"until": "2019-02-01"');
    const unasked = await put('/api/v1/policies/2019-01-01/file', early, { 'if-none-match': '*' });
    expect([unasked.status, unasked.body.errors[0].message]).toEqual([
      422,
      'Version “2019-01-01” is active in its file but has not been activated.',
    ]);
    expect(rules.read('2021-05-07')).toBe(text);
    expect((await http.get('/api/v1/policies')).body).toMatchObject({ ruleSetId: 1, problems: [] });
    // Saying the same in another layout is no change.
    expect((await put(IN_FORCE, `${text}\n`, { 'if-match': '*' })).status).toBe(200);
  });

  it('are won by one of two who edit the same text', async () => {
    const { rules, put, etag } = await serve();
    const text = rules.read('2021-08-20');
    for (let round = 0; round < 5; round += 1) {
      const before = await etag(DRAFT);
      const texts = Array.from({ length: 6 }, (_, editor) =>
        text.replace(/"en": "[^"]*"/, `"en": "Round ${round}, editor ${editor}"`),
      );
      const answers = await Promise.all(texts.map((each) => put(DRAFT, each, { 'if-match': before })));
      const winners = answers.flatMap(({ status }, editor) => (status === 200 ? [editor] : []));
      expect(winners).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 412)).toHaveLength(5);
      expect(rules.read('2021-08-20')).toBe(texts[winners[0] ?? -1]);
    }
    const added = await Promise.all(
      ['one', 'two', 'three'].map((name) =>
        put(
          '/api/v1/policies/2022-01-01/file',
          text
            .replace('"version": "2021-08-20"', '"version": "2022-01-01"')
            .replace(/"en": "[^"]*"/, `"en": "${name}"`),
          { 'if-none-match': '*' },
        ),
      ),
    );
    expect(added.map(({ status }) => status).toSorted()).toEqual([201, 412, 412]);
  });
});
