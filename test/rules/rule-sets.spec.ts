import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openDatabase } from '../../src/database/open-database.js';
import { formatProblem } from '../../src/kernel/errors.js';
import { textSha256 } from '../../src/policies/domain/rule-set.js';
import { PoliciesService } from '../../src/policies/policies.service.js';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import { RecordedRulesService } from '../../src/policies/recorded-rules.service.js';
import type { NewRuleSet } from '../../src/policies/rule-sets.store.js';
import { eachDatabase } from '../support/each-database.js';
import { JudgedBook } from '../support/judged-book.js';
import { RULES } from '../support/open-book.js';
import { RulesCopy } from '../support/rules-copy.js';

const active = (text: string): string => text.replace('"inactive"', '"active"');
const endingIn = (day: string) => (text: string) => text.replace('"until": null', `"until": "${day}"`);

eachDatabase('Several processes on one book', (homes) => {
  const setOf = async (rulesDir: string, told: Partial<NewRuleSet>): Promise<NewRuleSet> => {
    const { policies, texts } = await loadPolicyFolder(rulesDir);
    const members = policies
      .filter(({ status }) => status === 'active')
      .map((policy) => ({ policy, text: texts.get(`${policy.policy}/${policy.version}.json`) ?? '' }));
    return {
      action: 'activated',
      version: '2021-08-20',
      by: 'anna',
      now: 0,
      members,
      files: [],
      impact: null,
      ...told,
    };
  };

  /** Connections of several processes to one and the same book. */
  const openTogether = async (count: number): Promise<readonly JudgedBook[]> => {
    const [home, rules] = [await homes.create(), new RulesCopy()];
    const books: JudgedBook[] = [];
    while (books.length < count) {
      const database = await openDatabase(home);
      home.atEnd(() => database.close());
      books.push(new JudgedBook(database, rules.path));
    }
    return books;
  };

  it('load the same rules once, however many begin at the same time', async () => {
    const books = await openTogether(4);
    const current = await Promise.all([...books, ...books].map(({ policies }) => policies.current()));
    expect(new Set(current.map(({ ruleSetId }) => ruleSetId))).toEqual(new Set([1]));
    expect(await books[0]?.ruleSets.log()).toHaveLength(1);
  });

  it('cannot both change the same rules: one of them wins, the others are told', async () => {
    const books = await openTogether(4);
    await Promise.all(books.map(({ policies }) => policies.current()));
    const set = await setOf(RULES, {});
    const tried = await Promise.allSettled(books.map(({ ruleSets }) => ruleSets.add(set, 1)));
    const reasons: unknown[] = tried.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(reasons).toEqual(
      Array.from({ length: 3 }, () =>
        expect.objectContaining({
          code: 'conflict',
          message: 'Somebody else changed the rules in force meanwhile.',
        }),
      ),
    );
    const log = (await books[0]?.ruleSets.log()) ?? [];
    expect(log.map(({ ruleSetId, members }) => [ruleSetId, members.length])).toEqual([
      [2, 3],
      [1, 3],
    ]);
    await expect(books[0]?.ruleSets.add(set, 7)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('record rule sets at rising times, whatever their clocks say, so that each can be asked for by time', async () => {
    const rules = new RulesCopy();
    const book = new JudgedBook(await homes.open(), rules.path);
    await book.policies.current();
    rules.edit('2021-05-07', endingIn('2021-08-20'));
    rules.edit('2021-08-20', active);
    await book.ruleSets.add(await setOf(rules.path, { now: book.now - 5000 }), 1);
    const [second, first] = await book.ruleSets.log();
    expect([first?.recordedAt, second?.recordedAt]).toEqual([book.now, book.now + 1]);
    const counts = async (knownAt: number): Promise<number> =>
      (await book.policies.inForceAt(knownAt)).length;
    expect([
      await counts(0),
      await counts(book.now),
      await counts(book.now + 1),
      await counts(book.now + 2),
    ]).toEqual([3, 3, 4, 4]);
    expect((await book.policies.ruleSet(1)).at(-1)?.effective.until).toBeNull();
    await expect(book.policies.ruleSet(3)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('notice each other’s activations, and do not undo them with the older files of their own folder', async () => {
    const [here, there] = [new RulesCopy(), new RulesCopy()];
    const book = new JudgedBook(await homes.open(), here.path);
    const other = new PoliciesService(book.standingIn(there.path), 'keep-last');
    await book.policies.current();
    await other.current();
    here.edit('2021-02-03', (text) => text.replace('February 2021', 'February'));
    await book.policies.current();
    expect((await other.version('2021-02-03')).title.en).toBe('Deal registration, February');
    expect((await other.state()).problems.map(formatProblem)).toEqual([
      'deal-registration/2021-02-03.json: The rules in force were changed from elsewhere (rule set 2, loaded from files), and this file does not say the same. Bring the folder up to date, or run dealproof rules restore.',
    ]);
    there.edit('2021-02-03', () => here.read('2021-02-03'));
    expect((await other.state()).problems).toEqual([]);
    expect(await book.ruleSets.log()).toHaveLength(2);
  });

  it('do not undo each other’s edits either when they begin anew with an older folder', async () => {
    const [here, there] = [new RulesCopy(), new RulesCopy()];
    const book = new JudgedBook(await homes.open(), here.path);
    await book.policies.current();
    here.edit('2021-02-03', (text) => text.replace('February 2021', 'February'));
    await book.policies.current();
    here.edit('2021-05-07', endingIn('2021-08-20'));
    here.edit('2021-08-20', active);
    await book.policies.current();
    const begun = new PoliciesService(book.standingIn(there.path), 'keep-last');
    const older =
      'The folder is as it was for rule set 1; the rules were edited since (rule set 3, loaded from files). Run dealproof rules restore. If you did change the file back, save it with one more empty line at its end.';
    expect((await begun.state()).problems.map(formatProblem)).toEqual(
      ['2021-02-03', '2021-05-07', '2021-08-20'].map(
        (version) => `deal-registration/${version}.json: ${older}`,
      ),
    );
    expect((await begun.version('2021-02-03')).title.en).toBe('Deal registration, February');
    expect(await book.ruleSets.log()).toHaveLength(3);
    // Who has seen the edit may take it back, and so may who says that this is meant.
    here.edit('2021-02-03', (text) => text.replace('February', 'February 2021'));
    expect((await book.policies.version('2021-02-03')).title.en).toBe('Deal registration, February 2021');
    there.edit('2021-02-03', (text) => `${text}\n`);
    expect((await begun.current()).policies).toHaveLength(3);
  });

  it('sweep up the texts that a killed change left beside the files, and nothing else', async () => {
    const rules = new RulesCopy();
    const book = new JudgedBook(await homes.open(), rules.path);
    await book.policies.current();
    const folder = dirname(rules.fileOf('2021-05-07'));
    const left = '.2021-05-07.json.0c7b9f4e-58a6-4d2b-9f0e-3f6f5c1f2a10.new';
    const others = ['.2021-05-07.json.new', '.gitkeep', '.2021-05-07.json.swp'];
    for (const name of [left, ...others]) writeFileSync(join(folder, name), 'kept');
    const before = readdirSync(folder);
    await new RecordedRulesService(book.standing).restore();
    expect(readdirSync(folder)).toEqual(before.filter((name) => name !== left));
  });

  it('find what an activation that was cut off left behind, and finish it', async () => {
    const rules = new RulesCopy();
    const book = new JudgedBook(await homes.open(), rules.path);
    await book.policies.current();
    const [ended, draft] = [rules.read('2021-05-07'), rules.read('2021-08-20')];
    const after = new RulesCopy();
    after.edit('2021-05-07', endingIn('2021-08-20'));
    after.edit('2021-08-20', active);
    const added = 'deal-registration/2021-08-20.cases.json';
    const files = [
      {
        file: 'deal-registration/2021-05-07.json',
        before: textSha256(ended),
        after: textSha256(after.read('2021-05-07')),
      },
      {
        file: 'deal-registration/2021-08-20.json',
        before: textSha256(draft),
        after: textSha256(after.read('2021-08-20')),
      },
    ];
    await book.ruleSets.add(await setOf(after.path, { files }), 1);
    // A process that begins now knows nothing of what was there before.
    const begun = new PoliciesService(book.standingIn(rules.path), 'refuse');
    expect((await begun.state()).problems.map(formatProblem)).toEqual(
      files.map(
        ({ file }) =>
          `${file}: The file is as it was before version “2021-08-20” was activated by anna. Run dealproof rules restore.`,
      ),
    );
    const recorded = new RecordedRulesService(book.standingIn(rules.path));
    expect((await recorded.restore()).map(({ file }) => file)).toEqual(files.map(({ file }) => file));
    expect((await begun.current()).policies).toHaveLength(4);
    expect(await recorded.restore()).toEqual([]);
    // Taken back again, with a file that was not there before the activation.
    const back = files.map(({ file, before, after: now }) => ({ file, before: now, after: before }));
    const cases = { file: added, before: textSha256(after.readCases('2021-08-20')), after: null };
    await book.ruleSets.keepTexts([draft]);
    const original = new RulesCopy();
    await book.ruleSets.add(
      await setOf(original.path, { action: 'rolled-back', files: [...back, cases] }),
      2,
    );
    expect((await begun.state()).problems).not.toEqual([]);
    expect((await recorded.restore()).map(({ file, after: text }) => [file, text === null])).toEqual([
      ['deal-registration/2021-05-07.json', false],
      ['deal-registration/2021-08-20.json', false],
      [added, true],
    ]);
    expect([rules.read('2021-05-07'), rules.read('2021-08-20')]).toEqual([ended, draft]);
    expect((await begun.state()).problems).toEqual([]);
  });

  it('keep every text that was in force', async () => {
    const rules = new RulesCopy();
    const book = new JudgedBook(await homes.open(), rules.path);
    const recorded = new RecordedRulesService(book.standing);
    const first = await recorded.text('2021-05-07');
    expect(first.text).toBe(rules.read('2021-05-07'));
    rules.edit('2021-05-07', (text) => text.replace('May 2021', 'May'));
    const second = await recorded.text('2021-05-07');
    expect(second.text).toBe(rules.read('2021-05-07'));
    expect(await recorded.text('2021-05-07', first.hash)).toEqual(first);
    expect(await recorded.text('2021-05-07', first.hash.slice(7, 19))).toEqual(first);
    await expect(recorded.text('2021-05-07', '000000')).rejects.toMatchObject({
      code: 'not-found',
      problems: [{ remedy: `It was in force as ${second.hash}, ${first.hash}.` }],
    });
    await expect(recorded.text('2021-08-20')).rejects.toMatchObject({
      code: 'not-found',
      message: 'Version “2021-08-20” was never in force.',
    });
    await expect(recorded.restore('2021-08-20')).rejects.toMatchObject({
      code: 'not-found',
      message: 'Version “2021-08-20” is not in force.',
    });
  });
});
