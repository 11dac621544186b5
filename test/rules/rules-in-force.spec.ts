import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { formatProblem } from '../../src/kernel/errors.js';
import { PoliciesService } from '../../src/policies/policies.service.js';
import { RecordedRulesService } from '../../src/policies/recorded-rules.service.js';
import { textSha256 } from '../../src/policies/domain/rule-set.js';
import { wonDeal } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { JudgedBook } from '../support/judged-book.js';
import { RulesCopy } from '../support/rules-copy.js';

const CRITERIA_BEGIN = '"criteria": [';
/** Says the same in another layout. */
const laidOut = (text: string): string => text.replace(CRITERIA_BEGIN, '"criteria":\n\n  [');
const renamed = (text: string): string => text.replace('"id": "deal-type"', '"id": "sold-as"');
const active = (text: string): string => text.replace('"inactive"', '"active"');
const inactive = (text: string): string => text.replace('"active"', '"inactive"');
const endingIn = (day: string) => (text: string) => text.replace('"until": null', `"until": "${day}"`);

eachDatabase('The rules in force', (homes) => {
  async function begin() {
    const rules = new RulesCopy();
    // The cases name criteria that some of these tests rename.
    for (const version of ['2020-09-22', '2021-02-03', '2021-05-07', '2021-08-20']) {
      rules.removeCases(version);
    }
    const book = new JudgedBook(await homes.open(), rules.path);
    const problems = async (): Promise<readonly string[]> =>
      (await book.policies.state()).problems.map(formatProblem);
    const log = async (): Promise<readonly string[]> =>
      (await new RecordedRulesService(book.standing).log()).map(({ set, changes }) =>
        [
          set.ruleSetId,
          set.action,
          set.by,
          ...changes.map(({ version, change }) => `${version} ${change}`),
        ].join(' '),
      );
    return { rules, book, problems, log };
  }

  /** The book has judged one deal, by the version in force on 6 June 2021. */
  async function judged() {
    const story = await begin();
    await story.book.put(wonDeal('a'));
    await story.book.eligibility.evaluate();
    return story;
  }

  it('are those of the folder to begin with, recorded with their texts and contents for ever', async () => {
    const { rules, book, log } = await begin();
    const { ruleSetId, policies } = await book.policies.current();
    expect(policies.map(({ version }) => version)).toEqual(['2020-09-22', '2021-02-03', '2021-05-07']);
    expect(await log()).toEqual(['1 loaded loaded from files 2020-09-22 in 2021-02-03 in 2021-05-07 in']);
    const [set] = await book.ruleSets.log();
    expect(set).toMatchObject({ ruleSetId, recordedAt: book.now, files: [], impact: null });
    const texts = await book.ruleSets.texts([textSha256(rules.read('2021-05-07'))]);
    expect([...texts.values()]).toEqual([rules.read('2021-05-07')]);
    const kept = await book.database.rows<{ version: string; hash: string; content: string }>(
      book.database.reader,
      'select version, hash, content from policy_versions order by version',
      [],
    );
    expect(kept).toEqual(policies.map(({ version, hash, content }) => ({ version, hash, content })));
  });

  it('follow the files as long as nothing was judged by what changes', async () => {
    const { rules, book, log, problems } = await begin();
    await book.policies.current();
    rules.edit('2021-02-03', renamed);
    expect((await book.policies.version('2021-02-03')).criteria[0]?.id).toBe('sold-as');
    rules.edit('2021-05-07', endingIn('2021-08-20'));
    rules.edit('2021-08-20', active);
    await book.policies.current();
    rules.edit('2021-08-20', inactive);
    expect((await book.policies.current()).policies.at(-1)?.effective.until).toBe('2021-08-20');
    expect(await log()).toEqual([
      '4 edited loaded from files 2021-08-20 out',
      '3 edited loaded from files 2021-05-07 days 2021-08-20 in',
      '2 edited loaded from files 2021-02-03 content',
      '1 loaded loaded from files 2020-09-22 in 2021-02-03 in 2021-05-07 in',
    ]);
    expect(await problems()).toEqual([]);
  });

  it('do not change with the layout of a file, nor with where its schema lies', async () => {
    const { rules, book, log, problems } = await judged();
    rules.edit('2021-05-07', laidOut);
    rules.edit('2020-09-22', (text) =>
      text.replace('"../policy.schema.json"', '"https://example.com/schema"'),
    );
    await book.eligibility.evaluate();
    expect(await problems()).toEqual([]);
    expect(await log()).toHaveLength(1);
  });

  it('cannot be edited in place once they have judged; the error says how to go about it', async () => {
    const { rules, book, problems } = await judged();
    const text = rules.read('2021-05-07');
    rules.edit('2021-05-07', renamed);
    const told = [
      'deal-registration/2021-05-07.json: Version “2021-05-07” has judged 1 deal, so it cannot be edited in place.',
      'Copy the file to deal-registration/<new version>.json, set its "version", "status": "inactive" and "effective.from",',
      'and put this file back with dealproof rules restore 2021-05-07; then run dealproof rules check, test, impact and activate for the new version.',
    ].join(' ');
    expect(await problems()).toEqual([told]);
    await expect(book.eligibility.evaluate()).rejects.toMatchObject({ code: 'invalid-rules' });
    await expect(book.policies.version('2021-02-03')).rejects.toMatchObject({ code: 'invalid-rules' });
    // Whoever may go on judging judges by what was in force.
    const serving = new PoliciesService(book.standing, 'keep-last');
    expect((await serving.version('2021-05-07')).criteria[0]?.id).toBe('deal-type');
    // As the error says:
    rules.copy('2021-05-07', '2022-01-01', (copied) =>
      inactive(copied).replace('"from": "2021-05-07"', '"from": "2022-01-01"'),
    );
    const restored = await new RecordedRulesService(book.standing).restore('2021-05-07');
    expect(restored.map(({ file }) => file)).toEqual(['deal-registration/2021-05-07.json']);
    expect(rules.read('2021-05-07')).toBe(text);
    expect(await problems()).toEqual([]);
    expect((await book.policies.version('2022-01-01')).criteria[0]?.id).toBe('sold-as');
    await book.eligibility.evaluate();
  });

  it('are not counted through a long log to say that they have judged', async () => {
    const { rules, book, problems } = await begin();
    await book.put(...Array.from({ length: 1001 }, (_, index) => wonDeal(`deal-${index}`)));
    await book.eligibility.evaluate();
    rules.edit('2021-05-07', renamed);
    expect(await problems()).toEqual([
      expect.stringContaining('Version “2021-05-07” has judged at least 1000 deals, so it cannot be edited'),
    ]);
  });

  it('keep their days and their status once they have judged', async () => {
    const { rules, problems } = await judged();
    rules.edit('2021-05-07', endingIn('2022-01-01'));
    expect(await problems()).toEqual([
      'deal-registration/2021-05-07.json, $.effective: Version “2021-05-07” has judged 1 deal, so its days cannot be changed in its file. Run dealproof rules restore 2021-05-07; its time ends when you activate a version that follows it.',
    ]);
    rules.edit('2021-05-07', (text) => inactive(text).replace('"until": "2022-01-01"', '"until": null'));
    expect(await problems()).toEqual([
      'deal-registration/2021-05-07.json, $.status: Version “2021-05-07” has judged 1 deal, so it cannot be made inactive in its file. Run dealproof rules restore 2021-05-07; its time ends when you activate a version that follows it.',
    ]);
  });

  it('are missed when a file is gone, whether it has judged or not', async () => {
    const { rules, book, problems } = await begin();
    await book.policies.current();
    rules.remove('2021-05-07');
    expect(await problems()).toEqual([
      'deal-registration/2021-05-07.json: The file of version “2021-05-07”, which is in force, is gone. Put it back, or run dealproof rules restore 2021-05-07.',
    ]);
    await new RecordedRulesService(book.standing).restore();
    expect(await problems()).toEqual([]);
  });

  it('are not added to by a file alone once the book has verdicts', async () => {
    const { rules, problems, book } = await judged();
    rules.copy('2020-09-22', '2019-01-01', (text) =>
      text
        .replace('"until": "2021-02-03"', '"until": "2020-09-22"')
        .replace('"from": "2020-09-22"', '"from": "2019-01-01"'),
    );
    expect(await problems()).toEqual([
      'deal-registration/2019-01-01.json, $.status: Version “2019-01-01” is active in its file but has not been activated. Write "status": "inactive", then run dealproof rules activate deal-registration/2019-01-01.json.',
    ]);
    const { rows } = await book.policies.state();
    expect(rows.find(({ policy }) => policy.version === '2019-01-01')).toMatchObject({ inForce: false });
  });

  it('change as a whole or not at all', async () => {
    const { rules, book, problems, log } = await judged();
    rules.edit('2021-02-03', renamed);
    rules.edit('2021-05-07', renamed);
    expect(await problems()).toHaveLength(1);
    const serving = new PoliciesService(book.standing, 'keep-last');
    for (const { criteria } of (await serving.current()).policies)
      expect(criteria[0]?.id).not.toBe('sold-as');
    expect(await log()).toHaveLength(1);
    await new RecordedRulesService(book.standing).restore('2021-05-07');
    expect(await problems()).toEqual([]);
    expect(await log()).toHaveLength(2);
  });

  it('stay as they were while a file is half-written, wrong or unreadable', async () => {
    const { rules, book, problems } = await begin();
    const before = await book.policies.current();
    const serving = new PoliciesService(book.standing, 'keep-last');
    const text = rules.read('2021-05-07');
    for (const wrong of ['', text.slice(0, 700), text.replace('"deal-type"', '"won"'), '\u{FF}']) {
      writeFileSync(rules.fileOf('2021-05-07'), Buffer.from(wrong, 'latin1'));
      expect(await problems()).not.toEqual([]);
      expect(await serving.current()).toEqual(before);
      await expect(book.policies.current()).rejects.toMatchObject({ code: 'invalid-rules' });
    }
    writeFileSync(rules.fileOf('2021-05-07'), text);
    expect(await book.policies.current()).toEqual(before);
  });

  it('are seen when a folder behind a link is swapped for another', async () => {
    const { rules, book } = await begin();
    const other = new RulesCopy();
    other.edit('2021-05-07', (text) =>
      text.replace('Deal registration, May 2021', 'Deal registration, swapped'),
    );
    const link = `${rules.path}-link`;
    symlinkSync(rules.path, link);
    const policies = new PoliciesService(book.standingIn(link), 'refuse');
    expect((await policies.version('2021-05-07')).title.en).toBe('Deal registration, May 2021');
    symlinkSync(other.path, `${link}-new`);
    renameSync(`${link}-new`, link);
    expect((await policies.version('2021-05-07')).title.en).toBe('Deal registration, swapped');
  });

  it('must be of the policy that judges', async () => {
    const { rules, book } = await begin();
    rmSync(`${rules.path}/deal-registration`, { recursive: true });
    await expect(book.policies.current()).rejects.toMatchObject({
      code: 'invalid-rules',
      problems: [{ message: 'The folder holds no rule files.' }],
    });
  });
});
