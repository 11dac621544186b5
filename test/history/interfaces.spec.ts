import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import { eligibilitySchema } from '../../src/eligibility/eligibility.schemas.js';
import { historySchema } from '../../src/history/history.schemas.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase, type Home } from '../support/each-database.js';
import { june, tellStory } from '../support/told-book.js';

eachDatabase('looking back from outside', (homes) => {
  let home: Home;
  let rulesDir: string;
  let http: Awaited<ReturnType<typeof bootServer>>;
  beforeAll(async () => {
    home = await homes.create();
    const told = await tellStory(home);
    rulesDir = told.rulesDir;
    await told.book.close();
    http = await bootServer(home, june(30), rulesDir);
  });

  const dealproof = async (...args: readonly string[]) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const printed = Promise.all([text(stdout), text(stderr)]);
    const code = await runCli(
      args,
      { stdout, stderr },
      {
        DEALPROOF_DATA: home.dataDir,
        DEALPROOF_RULES: rulesDir,
        DEALPROOF_LOG: 'silent',
        ...(home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl }),
      },
    );
    stdout.end();
    stderr.end();
    const [out, err] = await printed;
    return { code, out, err };
  };

  it('gives the same answer at the terminal and over HTTP', async () => {
    const asked = ['--as-of', '2021-06-04', '--known-at', '2021-06-04T18:00:00+02:00'];
    const { code, out } = await dealproof('explain', 'd1', ...asked, '--json');
    expect(code).toBe(0);
    const { status, body } = await http.get(
      '/api/v1/deals/d1/eligibility?asOf=2021-06-04&knownAt=2021-06-04T18:00:00%2B02:00',
    );
    expect(status).toBe(200);
    expect(eligibilitySchema.strict().parse(body)).toEqual(body);
    expect(body.lookBack).toEqual({
      asOf: '2021-06-04T16:00:00.000Z',
      knownAt: '2021-06-04T16:00:00.000Z',
      toldAt: '2021-06-02T05:00:00.000Z',
    });
    // The terminal has a clock of its own.
    expect({ ...JSON.parse(out), evaluatedAt: body.evaluatedAt }).toEqual(body);
  });

  it('gives the same history at the terminal and over HTTP', async () => {
    const { body } = await http.get('/api/v1/deals/d2/history');
    expect(historySchema.strict().parse(body)).toEqual(body);
    expect(JSON.parse((await dealproof('history', 'd2', '--json')).out)).toEqual(body);
  });

  it.each([
    ['en', 'As the deal was at 2021-06-04T23:59:59.999Z, as far as was known at 2021-06-05T23:59:59.999Z'],
    ['sv', 'Avtalet som det var 2021-06-04T23:59:59.999Z, så långt det var känt 2021-06-05T23:59:59.999Z'],
    ['ru', 'Сделка, какой она была 2021-06-04T23:59:59.999Z, по сведениям на 2021-06-05T23:59:59.999Z'],
    ['zh-CN', '按交易在 2021-06-04T23:59:59.999Z 的状态，以 2021-06-05T23:59:59.999Z 时所知为准'],
    ['zh-TW', '依交易在 2021-06-04T23:59:59.999Z 的狀態，以 2021-06-05T23:59:59.999Z 時所知為準'],
  ])('says in %s as of when it looked', async (lang, line) => {
    const asked = ['--as-of', '2021-06-04', '--known-at', '2021-06-05', '--lang', lang];
    const { out } = await dealproof('explain', 'd1', ...asked);
    expect(out.split('\n')).toContain(line);
  });

  it.each([
    ['--as-of', '2021-06-02T05:00:00.000Z'],
    ['--as-of', '2021-06-02T05:00:00.000Z', '--known-at', '2021-06-02T06:00:00.000Z'],
  ])('answers who follows what a refusal says to do: %s %s', async (...asked) => {
    expect(await dealproof('explain', 'd1', ...asked)).toMatchObject({ code: 0, err: '' });
  });

  describe('refuses at the terminal, and says what to do:', () => {
    it.each([
      [['--as-of', '2999-01-01'], /One can look back, not ahead.*Give \d{4}-.* or an earlier time/],
      [['--as-of', '2021-02-30'], /Write an instant with its zone.*or a date as 2021-06-07/],
      [['--known-at', '4 June'], /Write an instant with its zone/],
      [['--as-of', '2021-06-04T10:00'], /Write an instant with its zone/],
      [['--known-at', '2021-01-01'], /learnt nothing.*known at 2021-06-02T06:00:00.000Z \(import 3\)/],
      [
        ['--as-of', '2021-06-12', '--known-at', '2021-06-10'],
        /Nobody could know yet.*2021-06-10T23:59:59.999Z/,
      ],
      [
        ['--as-of', '2021-06-01T09:00:00Z'],
        /What was known of the deal begins at 2021-06-02T05:00:00.000Z. Give 2021-06-02T05:00:00.000Z or a later time/,
      ],
      [
        ['--as-of', '2021-05-01'],
        /The deal was created at 2021-06-01T08:00:00.000Z. Give 2021-06-02T05:00:00.000Z or a later time/,
      ],
      [
        ['--as-of', '2021-05-01', '--known-at', '2021-05-02'],
        /Ask for what was known at 2021-06-02T06:00:00.000Z \(import 3\), and as of 2021-06-02T05:00:00.000Z or a later/,
      ],
    ])('%j', async (asked, message) => {
      const { code, out, err } = await dealproof('explain', 'd1', ...asked);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.replaceAll('\n', ' ')).toMatch(message);
    });
  });
});
