import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
