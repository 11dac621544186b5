import { afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.js';
import { down, up } from '../../src/database/migrations/0002-rules-in-force.js';
import { DecisionLogService } from '../../src/decisions/decision-log.service.js';
import { DomainError } from '../../src/kernel/errors.js';
import { at } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { sealedBook, SOLUTION_WITH_INCENTIVE } from './sealed-book.js';
import { RulesCopy } from '../support/rules-copy.js';
import { LogCopy } from './tampering.js';

eachDatabase('Checking the decision log', (homes) => {
  let book: Book;
  let database: Database;
  let log: DecisionLogService;
  let copy: LogCopy;

  beforeAll(async () => {
    book = await sealedBook(await homes.create());
    database = book.database;
    log = book.app.get(DecisionLogService);
    copy = await LogCopy.of(database);
  });

  afterEach(() => copy.putBack());

  const run = (sql: string): Promise<unknown> => database.writer.raw(sql);

  const problemsFound = async (): Promise<readonly string[]> => {
    const { problems } = await log.verify();
    return problems.map(({ kind, sealId, dealId, sequence, message }) =>
      [kind, sealId, dealId, sequence, message].filter((part) => part !== null).join(' '),
    );
  };

  it('derives every decision again from what was known then, though solutions and deals have changed since', async () => {
    expect(await log.verify()).toEqual({
      intact: true,
      seals: 4,
      decisions: 18,
      reproduced: 18,
      problemCount: 0,
      problems: [],
      lastSeal: await log.lastSeal(),
      keptSeal: null,
    });
  });

  it('puts a seal over each transaction that adds decisions, and none over one that adds none', async () => {
    const seals = await database.rows(
      database.reader,
      'select seal_id, evaluation_id, decisions from seals order by seal_id',
      [],
    );
    expect(seals).toEqual([
      { seal_id: 1, evaluation_id: 1, decisions: 7 },
      { seal_id: 2, evaluation_id: 2, decisions: 3 },
      { seal_id: 3, evaluation_id: 3, decisions: 7 },
      { seal_id: 4, evaluation_id: 5, decisions: 1 },
    ]);
  });

  it('names the seal under which a decision was changed, and then the decision, with what it was', async () => {
    await run(
      "update decisions set outcome = 'eligible', fail_mask = 0 where deal_id = 'B-2' and sequence = 2",
    );
    const { reproduced, problems } = await log.verify();
    expect(reproduced).toBe(17);
    expect(problems).toEqual([
      {
        kind: 'seal',
        sealId: 2,
        dealId: null,
        sequence: null,
        message: 'Under seal 2 a decision was changed or replaced.',
        differences: [],
      },
      {
        kind: 'decision',
        sealId: 2,
        dealId: 'B-2',
        sequence: 2,
        message:
          'This decision does not come out as recorded: outcome: recorded eligible, comes out at-risk; creation-to-won-gap: recorded unknown, comes out fail.',
        differences: [
          { field: 'outcome', recorded: 'eligible', derived: 'at-risk' },
          { field: 'creation-to-won-gap', recorded: 'unknown', derived: 'fail' },
        ],
      },
    ]);
  });

  it('names a removed decision by the gap in the deal’s sequence', async () => {
    await run("delete from decisions where deal_id = 'a-1' and sequence = 2");
    expect(await problemsFound()).toEqual([
      'seal 2 Under seal 2 decisions were taken away: it was put over 3, there are 2.',
      'decision a-1 The deal has 2 decisions, but they are numbered 1 to 3 and not 1 to 2: some are missing.',
    ]);
  });

  it('names a current verdict that is not the last decision', async () => {
    await run("update verdicts set outcome = 'eligible' where deal_id = 'B-2'");
    await run(
      "insert into verdicts select 'ghost', sequence, deal_version, policy, policy_version, policy_hash, pass_mask, fail_mask, outcome, rate_version, decided_at, evaluation_id from verdicts where deal_id = 'a-1'",
    );
    try {
      expect(await problemsFound()).toEqual([
        'verdict 3 B-2 3 The current verdict on the deal is not its last decision in the log, number 3.',
        'verdict ghost The deal has a verdict, but no decision in the log.',
      ]);
    } finally {
      await run("update verdicts set outcome = 'ineligible' where deal_id = 'B-2'");
      await run("delete from verdicts where deal_id = 'ghost'");
    }
    expect(await problemsFound()).toEqual([]);
  });

  it.each([
    [
      'what a file told of the deal was changed',
      `update sightings set fields = replace(fields, '"partner-led"', '"private"') where deal_id = 'a-10'`,
      `update sightings set fields = replace(fields, '"private"', '"partner-led"') where deal_id = 'a-10'`,
      ['decision 1 a-10 1', 'decision 2 a-10 2', 'decision 3 a-10 3', 'deal null a-10 null'],
    ],
    [
      'what a catalogue told was changed',
      "update solution_incentives set valid_until = '2021-06-05'",
      'update solution_incentives set valid_until = null',
      ['decision 2 a-1 2', 'decision 2 a-10 2'],
    ],
    [
      'the evaluation is said to have judged by another day',
      "update evaluations set as_of = '2021-05-01' where evaluation_id = 5",
      "update evaluations set as_of = '2021-09-01' where evaluation_id = 5",
      ['decision 4 opp-7 1'],
    ],
    [
      'the evaluation is gone',
      'update evaluations set evaluation_id = 77 where evaluation_id = 5',
      'update evaluations set evaluation_id = 5 where evaluation_id = 77',
      ['seal 4 null null', 'decision 4 opp-7 1'],
    ],
    [
      'the rules that were in force were replaced',
      'update evaluations set rule_set_id = 77 where evaluation_id = 5',
      'update evaluations set rule_set_id = 1 where evaluation_id = 5',
      ['seal 4 null null', 'decision 4 opp-7 1'],
    ],
  ])('names a decision that does not come out any more because %s', async (_what, change, undo, expected) => {
    try {
      await run(change);
      const { problems } = await log.verify();
      expect(
        problems.map(({ kind, sealId, dealId, sequence }) => `${kind} ${sealId} ${dealId} ${sequence}`),
      ).toEqual(expected);
    } finally {
      await run(undo);
    }
  });

  it('says whether the log still has the seal that was kept, and refuses one that was tampered with', async () => {
    const kept = await log.lastSeal();
    expect(await log.verify(kept)).toMatchObject({ intact: true, keptSeal: 'last' });
    await expect(log.verify({ ...kept, decisions: 2 })).rejects.toThrow(DomainError);
  });

  it('has nothing to check in an empty book, and no seal to give', async () => {
    const empty = (await Book.open(await homes.create())).app.get(DecisionLogService);
    expect(await empty.verify()).toMatchObject({ intact: true, decisions: 0, seals: 0, lastSeal: null });
    await expect(empty.lastSeal()).rejects.toThrow('There is no seal yet');
  });
});

eachDatabase('The decision log over time', (homes) => {
  const verified = async (book: Book) => book.app.get(DecisionLogService).verify();

  it('goes on after a seal that was kept, in the order of sequence even within one millisecond', async () => {
    const book = await sealedBook(await homes.create());
    const kept = await book.app.get(DecisionLogService).lastSeal();
    const without = SOLUTION_WITH_INCENTIVE.replace('azure-ip-co-sell', '');
    for (const [index, told] of [SOLUTION_WITH_INCENTIVE, without, SOLUTION_WITH_INCENTIVE].entries()) {
      await book.importText(`told-${index}.csv`, told, { takenAt: at('2021-09-01T08:00:00Z') + index });
      await book.eligibility.evaluate();
    }
    expect(await book.app.get(DecisionLogService).verify(kept)).toMatchObject({
      intact: true,
      keptSeal: 'earlier',
    });
    const { rows } = await LogCopy.of(book.database);
    const decided = rows.filter((row) => row.deal_id === 'a-1' && Number(row.seal_id) > kept.sealId);
    const now = at('2021-09-01T09:00:00Z');
    expect(decided.map((row) => [row.sequence, row.outcome, row.decided_at])).toEqual([
      [4, 'eligible', now],
      [5, 'ineligible', now],
      [6, 'eligible', now],
    ]);
  });

  it('does not change when a solution or a customer gets another name', async () => {
    const book = await sealedBook(await homes.create());
    const before = await LogCopy.of(book.database);
    await book.importText(
      'renamed.csv',
      SOLUTION_WITH_INCENTIVE.replace('Contoso Lake', 'Fabrikam Lake').replace('azure-ip-co-sell', ''),
    );
    expect(await book.eligibility.evaluate()).toMatchObject({ recorded: 0 });
    expect((await LogCopy.of(book.database)).rows).toEqual(before.rows);
    expect(await verified(book)).toMatchObject({ intact: true, reproduced: 18 });
  });

  it('keeps every decision however old it gets, and can still derive it', async () => {
    const book = await sealedBook(await homes.create());
    const { rows } = await LogCopy.of(book.database);
    for (const year of [2022, 2025, 2031]) {
      book.setNow(at(`${year}-09-01T09:00:00Z`));
      await book.eligibility.evaluate();
    }
    expect((await LogCopy.of(book.database)).rows).toEqual(rows);
    expect(await verified(book)).toMatchObject({ intact: true, reproduced: 18 });
  });

  it('is one chain when two processes judge at once', async () => {
    const home = await homes.create();
    const books = [await sealedBook(home), await Book.open(home, at('2021-09-02T09:00:00Z'))];
    books[0]?.setNow(at('2021-09-02T09:00:00Z'));
    await books[0]?.importText('more.csv', `${SOLUTION_WITH_INCENTIVE}s-2,Contoso Sea,own,,,\n`);
    const ends = await Promise.allSettled(
      [...books, ...books].map((book) => book.eligibility.evaluate({ all: true })),
    );
    expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true);
    for (const book of books) expect(await verified(book)).toMatchObject({ intact: true, decisions: 26 });
  });

  it('and the verdicts are stored together or not at all, as when the disk is full', async () => {
    const book = await sealedBook(await homes.create());
    const before = await LogCopy.of(book.database);
    await book.importText('more.csv', `${SOLUTION_WITH_INCENTIVE}s-2,Contoso Sea,own,,,\n`);
    await book.database.writer.raw(
      book.database.engine === 'sqlite'
        ? "create trigger full before insert on verdicts begin select raise(abort, 'disk is full'); end"
        : 'alter table verdicts add constraint full_disk check (false) not valid',
    );
    await expect(book.eligibility.evaluate()).rejects.toThrow(/disk/);
    expect(await LogCopy.of(book.database)).toEqual(before);
    expect(await verified(book)).toMatchObject({ intact: true, reproduced: 18 });
  });

  it('is checked without writing, though a rule file is saved meanwhile and its rules are from before they were kept', async () => {
    const home = await homes.create();
    const now = at('2021-09-02T09:00:00Z');
    await (await sealedBook(home)).close();
    const rules = new RulesCopy();
    const book = await Book.open(home, now, rules.path);
    await down(book.database.writer);
    await up(book.database.writer);
    let saved = false;
    const verification = await book.app.get(DecisionLogService).verify(null, () => {
      if (!saved) rules.edit('2021-02-03', (text) => text.replace('February 2021', 'February'));
      saved = true;
    });
    expect([saved, verification]).toMatchObject([true, { intact: true, reproduced: 18 }]);
  });

  it('gets a first seal over everything that was decided before there were seals', async () => {
    const book = await sealedBook(await homes.create());
    await down(book.database.writer);
    await up(book.database.writer);
    const log = book.app.get(DecisionLogService);
    expect(await log.lastSeal()).toMatchObject({ sealId: 1, evaluationId: 5, decisions: 18 });
    expect(await verified(book)).toMatchObject({ intact: true, seals: 1, reproduced: 18 });
  });
});
