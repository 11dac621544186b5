import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ActivationService } from '../../src/activation/activation.service.js';
import { PoliciesService } from '../../src/policies/policies.service.js';
import { RecordedRulesService } from '../../src/policies/recorded-rules.service.js';
import { RuleSetsStore } from '../../src/policies/rule-sets.store.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { RulesCopy } from '../support/rules-copy.js';
import { contentsOf, Desk, DRAFT, DRAFT_FILE, writeDraft } from './desk.js';

const BEFORE = {
  'opp-1': 'eligible by 2021-05-07',
  'opp-2': 'at-risk by 2021-05-07',
  'opp-3': 'ineligible by 2021-05-07',
  'opp-4': 'undetermined by 2021-05-07',
  'opp-5': 'pending by 2021-05-07',
};

const AFTER = {
  'opp-1': `eligible by ${DRAFT}`,
  'opp-2': `ineligible by ${DRAFT}`,
  'opp-3': `ineligible by ${DRAFT}`,
  'opp-4': `undetermined by ${DRAFT}`,
  'opp-5': `pending by ${DRAFT}`,
};

const WON_WITHOUT_VALUE = [
  'deal_id,status,updated_at,deal_type,microsoft_status,solutions,created_at,closed_at',
  'opp-9,won,2021-06-14T12:00:00Z,co-sell,accepted,SOL-1,2021-06-01T08:00:00Z,2021-06-14T12:00:00Z',
].join('\n');

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

eachDatabase('activating a draft', (homes) => {
  it('puts it in force as its impact foretold, and takes it back byte for byte', async () => {
    const desk = await Desk.open(await homes.create());
    const before = contentsOf(desk.rulesDir);
    expect(await desk.verdicts()).toEqual(BEFORE);

    const impact = await desk.impact();
    expect(impact).toMatchObject({
      predecessor: '2021-05-07',
      deals: 5,
      judgedByDraft: 5,
      lost: { deals: 1, valueUsd: '36518.00', withoutValue: 0 },
      gained: { deals: 0, valueUsd: '0.00', withoutValue: 0 },
    });

    const { ruleSet, evaluation } = await desk.activate();
    expect(ruleSet).toMatchObject({
      action: 'activated',
      version: DRAFT,
      by: 'Ada',
      impact: { impactId: impact.impactId, lost: impact.lost, byTransition: impact.byTransition },
    });
    expect(evaluation.byOutcome).toEqual({
      pending: 1,
      ineligible: 2,
      undetermined: 1,
      'at-risk': 0,
      eligible: 1,
    });
    expect(await desk.verdicts()).toEqual(AFTER);
    const [draft, predecessor] = [DRAFT_FILE, 'deal-registration/2021-05-07.json'];
    expect(contentsOf(desk.rulesDir)).toEqual({
      ...before,
      [draft]: before[draft]?.replace('"status": "inactive"', '"status": "active"'),
      [predecessor]: before[predecessor]?.replace('"until": null', `"until": "${DRAFT}"`),
    });

    const rolledBack = await desk.activations.rollBack(DRAFT, 'Bo');
    const [first] = (await desk.book.app.get(RuleSetsStore).log()).toReversed();
    expect(rolledBack.ruleSet).toMatchObject({ action: 'rolled-back', version: DRAFT, by: 'Bo' });
    expect(rolledBack.ruleSet.digest).toBe(first?.digest);
    expect(rolledBack.ruleSet.members).toEqual(first?.members);
    expect(contentsOf(desk.rulesDir)).toEqual(before);
    expect(await desk.verdicts()).toEqual(BEFORE);
  });

  it('takes a draft from outside in, with its cases, and out again', async () => {
    const desk = await Desk.open(await homes.create(), new RulesCopy().path);
    const before = contentsOf(desk.rulesDir);
    const path = writeDraft(mkdtempSync(join(tmpdir(), 'dealproof-draft-')));
    await desk.impact({}, path);
    const { ruleSet } = await desk.activate({}, path);
    const casesFile = DRAFT_FILE.replace('.json', '.cases.json');
    expect(ruleSet.files.filter((file) => file.before === null).map(({ file }) => file)).toEqual([
      casesFile,
      DRAFT_FILE,
    ]);
    expect(await desk.verdicts()).toEqual(AFTER);
    await desk.activations.rollBack(DRAFT, 'Bo');
    expect(contentsOf(desk.rulesDir)).toEqual(before);
  });

  it('tells how to keep cases that were edited since, and then lets the draft be taken back', async () => {
    const desk = await Desk.open(await homes.create(), new RulesCopy().path);
    const before = contentsOf(desk.rulesDir);
    const path = writeDraft(mkdtempSync(join(tmpdir(), 'dealproof-draft-')));
    await desk.impact({}, path);
    await desk.activate({}, path);
    const cases = join(desk.rulesDir, DRAFT_FILE.replace('.json', '.cases.json'));
    edit(cases, '"cases"', ' "cases"');
    await expect(desk.activations.rollBack(DRAFT, 'Bo')).rejects.toMatchObject({
      problems: [{ remedy: expect.stringContaining('move it out of the rules folder to keep it') }],
    });
    renameSync(cases, join(mkdtempSync(join(tmpdir(), 'dealproof-kept-')), 'cases.json'));
    await desk.activations.rollBack(DRAFT, 'Bo');
    expect(contentsOf(desk.rulesDir)).toEqual(before);
  });

  it('finds a draft in the rules folder by the name of its version', async () => {
    const desk = await Desk.open(await homes.create());
    expect(await desk.impact({}, DRAFT)).toMatchObject({ version: DRAFT });
  });

  it('asks for an impact, computed of this very text', async () => {
    const desk = await Desk.open(await homes.create());
    await expect(desk.activate()).rejects.toMatchObject({
      code: 'conflict',
      problems: [{ message: 'No impact of this draft was computed yet.' }],
    });
    await desk.impact({ wholeBook: true });
    await expect(desk.activate()).rejects.toMatchObject({
      problems: [{ message: 'No impact of this draft was computed yet.' }],
    });
    await desk.impact();
    edit(join(desk.rulesDir, DRAFT_FILE), '"status"', ' "status"');
    await expect(desk.activate()).rejects.toMatchObject({
      problems: [{ message: 'The draft was edited after its impact was computed.' }],
    });
  });

  it('refuses an impact of another book, another day or other rules, and says which', async () => {
    const desk = await Desk.open(await homes.create());
    await desk.impact();
    await desk.import('campaigns.csv');
    await expect(desk.activate()).rejects.toMatchObject({
      problems: [
        {
          message:
            'Files were imported after the impact was computed, the last of them campaigns.csv (import 5).',
          remedy: `Look at what the draft would do now: dealproof rules impact ${DRAFT_FILE}.`,
        },
      ],
    });
    await desk.impact();
    desk.book.setNow(Date.UTC(2021, 9, 2));
    await expect(desk.activate()).rejects.toMatchObject({
      problems: [
        {
          message: 'The impact was computed on 2021-10-01, and open deals are now judged as of 2021-10-02.',
        },
      ],
    });
    await desk.impact();
    await desk.activate();
    await desk.activations.rollBack(DRAFT, 'Bo');
    await expect(desk.activate()).rejects.toMatchObject({
      problems: [
        {
          message: expect.stringMatching(
            /^The rules in force were changed after the impact was computed, by Bo at/,
          ),
        },
      ],
    });
    expect((await desk.book.app.get(PoliciesService).current()).policies).toHaveLength(3);
  });

  it('stays below a limit of lost value, and does not take an unknown value for nothing', async () => {
    const desk = await Desk.open(await homes.create());
    await desk.impact();
    await expect(desk.activate({ maxLostValueUsd: 36_517.99 })).rejects.toMatchObject({
      code: 'conflict',
      problems: [
        {
          message: '1 deal, worth 36518.00 USD, could no longer be registered; the limit is 36517.99 USD.',
        },
      ],
    });
    expect((await desk.activate({ maxLostValueUsd: 36_518 })).ruleSet.ruleSetId).toBe(2);

    const unknown = await Desk.open(await homes.create());
    await unknown.book.importText('more.csv', WON_WITHOUT_VALUE);
    await unknown.impact();
    await expect(unknown.activate({ maxLostValueUsd: 1_000_000 })).rejects.toMatchObject({
      problems: [
        {
          message:
            '2 deals, worth 36518.00 USD, could no longer be registered, and the value of 1 of them in US dollars is not known.',
        },
      ],
    });
  });

  it('holds a draft of the future to the limit by what it would do to the whole book', async () => {
    const desk = await Desk.open(await homes.create());
    edit(join(desk.rulesDir, DRAFT_FILE), `"from": "${DRAFT}"`, '"from": "2099-01-01"');
    const nothing = { deals: 0, valueUsd: '0.00', withoutValue: 0 };
    expect(await desk.impact()).toMatchObject({
      judgedByDraft: 0,
      lost: nothing,
      overWholeBook: { lost: { deals: 1, valueUsd: '36518.00', withoutValue: 0 } },
    });
    await expect(desk.activate({ maxLostValueUsd: 36_517.99 })).rejects.toMatchObject({
      problems: [
        {
          message:
            '1 deal, worth 36518.00 USD, could no longer be registered, were the draft in force for the whole book; the limit is 36517.99 USD.',
        },
      ],
    });
    expect((await desk.activate({ maxLostValueUsd: 36_518 })).ruleSet.ruleSetId).toBe(2);
  });

  it('is not undone by editing the file, though the version has judged nothing yet', async () => {
    const desk = await Desk.open(await homes.create());
    const file = join(desk.rulesDir, DRAFT_FILE);
    const early = join(desk.rulesDir, 'deal-registration/2020-09-22.json');
    edit(file, `"from": "${DRAFT}"`, '"from": "2099-01-01"');
    const before = contentsOf(desk.rulesDir);
    await desk.impact();
    await desk.activate();
    const active = readFileSync(file, 'utf8');
    const policies = desk.book.app.get(PoliciesService);
    const told = async () => (await policies.state()).problems.map(({ message }) => message);
    const since = 'was activated by Ada on 2021-10-01';

    rmSync(file.replace('.json', '.cases.json'));
    edit(file, '"value": 25000', '"value": 1');
    expect(await told()).toEqual([`Version “${DRAFT}” ${since}, so it cannot be edited in place.`]);
    expect((await policies.state()).problems[0]?.remedy).toMatch(
      new RegExp(`; or take its activation back with dealproof rules rollback ${DRAFT}\\.$`),
    );
    writeFileSync(file, active.replace('"until": null', '"until": "2100-01-01"'));
    expect(await told()).toEqual([`Version “${DRAFT}” ${since}, so its days cannot be changed in its file.`]);
    writeFileSync(file, `${active.replace('"active"', '"inactive"')}\n`);
    expect(await told()).toEqual([`Version “${DRAFT}” ${since}, so it cannot be made inactive in its file.`]);
    // What an activation left in force was looked at with it.
    writeFileSync(file, active);
    const untouched = readFileSync(early, 'utf8');
    edit(early, 'September 2020', 'September');
    expect(await told()).toEqual([
      `Version “2020-09-22” belongs to the rules in force since “${DRAFT}” ${since}, so it cannot be edited in place.`,
    ]);
    writeFileSync(early, untouched);
    expect((await desk.book.app.get(RuleSetsStore).log()).map(({ action }) => action)).toEqual([
      'activated',
      'loaded',
    ]);
    await desk.activations.rollBack(DRAFT, 'Bo');
    expect(contentsOf(desk.rulesDir)[DRAFT_FILE]).toBe(before[DRAFT_FILE]);
    edit(early, 'September 2020', 'September');
    expect(await told()).toEqual([
      `Version “2020-09-22” belongs to the rules in force since “${DRAFT}” was rolled back by Bo on 2021-10-01, so it cannot be edited in place.`,
    ]);
  });

  it('takes a draft in the rules folder for one, though it is a link to another place', async () => {
    const rules = new RulesCopy();
    // As mounted folders have it, whose files are swapped all at once.
    const elsewhere = join(rules.path, 'deal-registration', '..data');
    mkdirSync(elsewhere);
    const before = readFileSync(writeDraft(elsewhere), 'utf8');
    for (const name of [`${DRAFT}.json`, `${DRAFT}.cases.json`]) {
      symlinkSync(join(elsewhere, name), join(rules.path, 'deal-registration', name));
    }
    const desk = await Desk.open(await homes.create(), rules.path);
    await desk.impact();
    const { ruleSet } = await desk.activate();
    expect(ruleSet.files.map(({ file }) => file)).toEqual([DRAFT_FILE, 'deal-registration/2021-05-07.json']);
    expect(await desk.verdicts()).toEqual(AFTER);
    await desk.activations.rollBack(DRAFT, 'Bo');
    expect(readFileSync(join(elsewhere, `${DRAFT}.json`), 'utf8')).toBe(before);
    expect(lstatSync(join(rules.path, DRAFT_FILE)).isSymbolicLink()).toBe(true);
  });

  it('takes a draft in a folder whose name begins with two dots for one', async () => {
    const { path } = new RulesCopy();
    const folder = join(path, '..drafts');
    mkdirSync(folder);
    const desk = await Desk.open(await homes.create(), path);
    await expect(desk.impact({}, writeDraft(folder))).rejects.toMatchObject({
      code: 'invalid-rules',
      problems: [{ file: `..drafts/${DRAFT}.json`, remedy: `Move it to ${DRAFT_FILE}.` }],
    });
  });

  it('needs cases, and that all of them come out', async () => {
    const desk = await Desk.open(await homes.create());
    const cases = join(desk.rulesDir, DRAFT_FILE.replace('.json', '.cases.json'));
    edit(join(desk.rulesDir, DRAFT_FILE), '"value": 25000', '"value": 25001');
    await desk.impact();
    await expect(desk.activate()).rejects.toMatchObject({
      code: 'rule-tests-failed',
      problems: expect.arrayContaining([
        expect.objectContaining({
          file: DRAFT_FILE.replace('.json', '.cases.json'),
          line: expect.any(Number),
          message: expect.stringContaining('expects deal-value to be pass, but it is fail.'),
        }),
      ]),
    });
    rmSync(cases);
    await expect(desk.activate()).rejects.toMatchObject({ code: 'rule-tests-failed' });
    expect(await desk.verdicts()).toEqual(BEFORE);
  });

  it('lets exactly one of two activations win', async () => {
    const home = await homes.create();
    const desk = await Desk.open(home);
    const other = await Book.open(home, Date.UTC(2021, 9, 1), desk.rulesDir);
    await desk.impact();
    const tries = await Promise.allSettled([
      desk.activate(),
      other.app.get(ActivationService).activate(DRAFT_FILE, { by: 'Cy' }),
      desk.activate(),
    ]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const told = tries.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(told.filter((reason) => /edited meanwhile/.test(reason))).toEqual([]);
    const sets = await desk.book.app.get(RuleSetsStore).log();
    expect(sets.map(({ action }) => action)).toEqual(['activated', 'loaded']);
    expect(await desk.verdicts()).toEqual(AFTER);
    expect(Object.keys(contentsOf(desk.rulesDir)).filter((file) => file.endsWith('.new'))).toEqual([]);
  });

  it('is brought up to the record when it was cut off before the files were written', async () => {
    const desk = await Desk.open(await homes.create());
    const before = mkdtempSync(join(tmpdir(), 'dealproof-before-'));
    cpSync(desk.rulesDir, before, { recursive: true });
    await desk.impact();
    await desk.activate();
    const after = contentsOf(desk.rulesDir);
    // What a crash between the record and the files leaves behind.
    cpSync(before, desk.rulesDir, { recursive: true });
    const { problems } = await desk.book.app.get(PoliciesService).state();
    expect(problems.map(({ file, remedy }) => [file, remedy])).toEqual([
      ['deal-registration/2021-05-07.json', 'Run dealproof rules restore.'],
      [DRAFT_FILE, 'Run dealproof rules restore.'],
    ]);
    await desk.book.app.get(RecordedRulesService).restore();
    expect(contentsOf(desk.rulesDir)).toEqual(after);
    expect(await desk.verdicts()).toEqual(AFTER);
  });

  it('is taken back in order, and never over somebody’s edits', async () => {
    const desk = await Desk.open(await homes.create());
    await expect(desk.activations.rollBack(DRAFT, 'Bo')).rejects.toMatchObject({
      code: 'conflict',
      problems: [{ message: 'No activation is left that could be taken back.' }],
    });
    await desk.impact();
    await desk.activate();
    await expect(desk.activations.rollBack('2021-05-07', 'Bo')).rejects.toMatchObject({
      problems: [{ remedy: `Take it back first: dealproof rules rollback ${DRAFT}.` }],
    });
    const file = join(desk.rulesDir, DRAFT_FILE);
    edit(file, '"status"', ' "status"');
    const edited = contentsOf(desk.rulesDir);
    await expect(desk.activations.rollBack(DRAFT, 'Bo')).rejects.toMatchObject({
      code: 'conflict',
      problems: [{ file: DRAFT_FILE }],
    });
    expect(contentsOf(desk.rulesDir)).toEqual(edited);
    expect(await desk.verdicts()).toEqual(AFTER);
  });
});
