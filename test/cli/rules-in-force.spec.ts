import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, it } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import { eachDatabase, type Homes } from '../support/each-database.js';
import { FIXTURES } from '../support/open-book.js';
import { RulesCopy } from '../support/rules-copy.js';

/** A book with deals that were judged, and the commands of whoever looks after its rules. */
async function anAdmin(homes: Homes) {
  const { dataDir, databaseUrl, atEnd } = await homes.create();
  const rules = new RulesCopy();
  atEnd(async () => rmSync(rules.path, { recursive: true }));
  const address = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl };
  const environment = { DEALPROOF_DATA: dataDir, DEALPROOF_RULES: rules.path, ...address };
  const dealproof = async (...args: readonly string[]) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const printed = Promise.all([text(stdout), text(stderr)]);
    const code = await runCli(args, { stdout, stderr }, environment);
    stdout.end();
    stderr.end();
    const [out, err] = await printed;
    return { code, out, err };
  };
  await dealproof('import', join(FIXTURES, 'referrals-page-1.json'));
  expect((await dealproof('evaluate')).code).toBe(0);
  return { rules, dealproof };
}

eachDatabase('Whoever looks after the rules', (homes) => {
  it('breaks a rule file, sees what is the matter, and puts it back', async () => {
    const { rules, dealproof } = await anAdmin(homes);
    const before = rules.read('2021-05-07');
    const listed = await dealproof('rules', 'list', '--json');

    truncateSync(rules.fileOf('2021-05-07'), 900);
    const judged = await dealproof('evaluate');
    expect([judged.code, judged.out]).toEqual([3, '']);
    expect(judged.err).toMatch(
      /^The rules in .* are not valid\.\n {2}deal-registration\/2021-05-07\.json, line/,
    );

    const list = await dealproof('rules', 'list');
    expect([list.code, list.err]).toEqual([0, '']);
    expect(list.out).toMatch(/2021-05-07 │ in force/);
    expect(list.out).toMatch(
      /\nWhat is in force stays so until this is put right:\n {2}deal-registration\/2021-05-07\.json, line/,
    );
    const { items, problems } = JSON.parse((await dealproof('rules', 'list', '--json')).out);
    expect(problems).toMatchObject([{ file: 'deal-registration/2021-05-07.json' }]);
    expect(items).toEqual(JSON.parse(listed.out).items);

    expect((await dealproof('rules', 'show', '2021-05-07')).out).toBe(before);
    const restored = await dealproof('rules', 'restore', '2021-05-07');
    expect([restored.code, restored.out]).toEqual([0, 'deal-registration/2021-05-07.json: written\n']);
    expect(rules.read('2021-05-07')).toBe(before);
    expect((await dealproof('evaluate')).code).toBe(0);
  });

  let admin: Awaited<ReturnType<typeof anAdmin>>;
  beforeAll(async () => {
    admin = await anAdmin(homes);
  });

  it.each([
    [['rules', 'show', '2021-05-08'], 'Version “2021-05-08” was never in force.'],
    [['rules', 'show', '2021-05-07', '--hash', '12'], 'Give its first six digits or more'],
    [['rules', 'show', '2021-05-07', '--hash', '123456'], 'was never in force with the content 123456.'],
    [['rules', 'restore', '2021-08-20'], 'Version “2021-08-20” is not in force.'],
  ])('is told what there is instead by %j', async (args, message) => {
    const { dealproof } = admin;
    const { code, out, err } = await dealproof(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toContain('2021-05-07');
    // What the first line says is not said again below it.
    const [headline = '', ...below] = err.trimEnd().split('\n');
    expect(below).not.toEqual([]);
    expect(below.join('\n')).not.toContain(headline);
  });
});
