import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, it } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import { at } from '../support/a-deal.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase, type Home } from '../support/each-database.js';
import { type Book, RULES } from '../support/open-book.js';
import { sealedBook } from './sealed-book.js';

function jsonLines(lines: string): readonly unknown[] {
  return lines
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

eachDatabase('The decision log at the command line and over HTTP', (homes) => {
  let home: Home;
  let book: Book;
  let http: Awaited<ReturnType<typeof bootServer>>;

  beforeAll(async () => {
    home = await homes.create();
    book = await sealedBook(home);
    http = await bootServer(home, at('2021-09-01T10:00:00Z'));
  });

  const dealproof = async (...args: readonly string[]) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const printed = Promise.all([text(stdout), text(stderr)]);
    const environment = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
    const code = await runCli(
      ['decisions', ...args, '--data', home.dataDir, '--rules', RULES],
      { stdout, stderr },
      { ...environment, DEALPROOF_LOG: 'silent' },
    );
    stdout.end();
    stderr.end();
    const [out, err] = await printed;
    return { code, out, err };
  };

  const file = (name: string, content: string): string => {
    const path = join(home.dataDir, name);
    writeFileSync(path, content);
    return path;
  };

  it('gives the same seal', async () => {
    const { body } = await http.get('/api/v1/decisions/seal').expect(200);
    expect(body).toMatchObject({
      sealId: 4,
      evaluationId: 5,
      decisions: 1,
      sealedAt: '2021-09-01T09:00:00.000Z',
    });
    const { out } = await dealproof('seal', '--json');
    expect(JSON.parse(out)).toEqual(body);
    expect((await dealproof('seal')).out).toBe(
      `Seal 4 of 2021-09-01T09:00:00.000Z, over 1 decision of evaluation 5:\n${body.hash}\n`,
    );
  });

  it('gives the same log', async () => {
    const answer = await http
      .get('/api/v1/decisions/log')
      .buffer(true)
      .expect(200)
      .expect('content-type', /x-ndjson/);
    const { out, err } = await dealproof('export');
    expect([answer.text, err]).toEqual([out, '']);
    const path = join(home.dataDir, 'log.ndjson');
    expect(await dealproof('export', '--out', path)).toMatchObject({
      code: 0,
      out: `${path}: 18 decisions, 4 seals.\n`,
    });
    expect(readFileSync(path, 'utf8')).toBe(out);
  });

  it('checks it alike, telling how far it is on the way', async () => {
    const seal = (await http.get('/api/v1/decisions/seal')).body;
    const answer = await http.post('/api/v1/decisions/verification').send({ seal }).buffer(true).expect(200);
    const told = jsonLines(answer.text);
    expect(told.slice(0, 2)).toEqual([
      { checked: 0, total: 26 },
      { checked: 7, total: 26 },
    ]);
    expect(told.at(-1)).toMatchObject({ intact: true, reproduced: 18, keptSeal: 'last', lastSeal: seal });
    const kept = file('seal.json', JSON.stringify(seal));
    const { code, out, err } = await dealproof('verify', '--seal', kept, '--json');
    expect([code, err, JSON.parse(out)]).toEqual([0, '', told.at(-1)]);
    expect((await dealproof('verify', '--seal', kept)).out).toBe(
      `18 of 18 decisions reproduced.\nAll 4 seals are intact; the last is 4, ${seal.hash}.\nIt is the seal that was kept.\n`,
    );
  });

  it('ends with 1 where something is wrong, and says what', async () => {
    const seal = (await http.get('/api/v1/decisions/seal')).body;
    const change = "where deal_id = 'B-2' and sequence = 2";
    await book.database.writer.raw(`update decisions set outcome = 'eligible' ${change}`);
    try {
      const { code, out } = await dealproof('verify', '--seal', file('seal.json', JSON.stringify(seal)));
      expect([code, out]).toEqual([
        1,
        '17 of 18 decisions reproduced.\n' +
          '  Under seal 2 a decision was changed or replaced.\n' +
          '  B-2, decision 2 (seal 2): This decision does not come out as recorded: outcome: recorded eligible, comes out at-risk.\n',
      ]);
      const answer = await http.post('/api/v1/decisions/verification').buffer(true).expect(200);
      expect(jsonLines(answer.text).at(-1)).toMatchObject({ intact: false, reproduced: 17 });
    } finally {
      await book.database.writer.raw(`update decisions set outcome = 'at-risk' ${change}`);
    }
  });

  it('refuses what is no seal', async () => {
    const seal = (await http.get('/api/v1/decisions/seal')).body;
    for (const [content, said] of [
      ['', 'This is no JSON.'],
      ['{}', '/sealId: It is missing. Give a file'],
      [JSON.stringify({ ...seal, hash: 'x' }), 'must be a SHA-256 of 64 hexadecimal digits'],
      [JSON.stringify({ ...seal, decisions: 9 }), 'What the kept seal 4 says does not give its hash'],
    ] as const) {
      const { code, out, err } = await dealproof('verify', '--seal', file('wrong.json', content));
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(said);
    }
    const { code, err } = await dealproof('verify', '--seal', join(home.dataDir, 'none.json'));
    expect([code, err.includes('none.json: It cannot be read')]).toEqual([2, true]);
    await http.post('/api/v1/decisions/verification').send({ seal: {} }).expect(400);
    const { body } = await http
      .post('/api/v1/decisions/verification')
      .send({ seal: { ...seal, decisions: 9 } })
      .expect(400);
    expect(body).toMatchObject({ errors: [{ path: '/seal' }] });
  });
});
