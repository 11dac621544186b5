import { afterEach, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../src/database/database.js';
import { DecisionLogService } from '../../src/decisions/decision-log.service.js';
import { DecisionLogReadModel } from '../../src/eligibility/decision-log.read-model.js';
import { decisionLine, RowsDigest, type Seal, sealHash } from '../../src/eligibility/domain/seal.js';
import { at } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { sealedBook, SOLUTION_WITH_INCENTIVE } from './sealed-book.js';
import { anyTampering, LogCopy } from './tampering.js';

eachDatabase('A decision log that somebody has tampered with', (homes) => {
  let database: Database;
  let log: DecisionLogService;
  let copy: LogCopy;

  beforeAll(async () => {
    const book = await sealedBook(await homes.create());
    database = book.database;
    log = book.app.get(DecisionLogService);
    copy = await LogCopy.of(database);
  });

  afterEach(() => copy.putBack());

  const run = (sql: string, bindings: readonly (string | number)[] = []): Promise<unknown> =>
    database.writer.raw(sql, [...bindings]);

  const sealsNamed = async (kept: Seal | null = null): Promise<readonly (number | null)[]> => {
    const { problems } = await log.verify(kept);
    return problems.filter(({ kind }) => kind === 'seal').map(({ sealId }) => sealId);
  };

  /** What somebody does who has read how seals are made: makes a seal fit its rows and the seal before again. */
  const forge = async (sealId: number): Promise<void> => {
    const stored = new DecisionLogReadModel(database);
    const seals: Seal[] = [];
    for await (const seal of stored.seals()) seals.push(seal);
    const [before, seal] = seals.slice(sealId - 2, sealId);
    if (seal === undefined || before === undefined) throw new Error(`There is no seal ${sealId}`);
    const digest = new RowsDigest();
    for await (const rows of stored.rowsUnder(sealId)) digest.add(rows.map(decisionLine));
    const forged = { ...seal, ...digest.end(), previousHash: before.hash };
    await run(
      'update seals set decisions = ?, rows_hash = ?, previous_hash = ?, hash = ? where seal_id = ?',
      [forged.decisions, forged.rowsHash, forged.previousHash, sealHash(forged), sealId],
    );
  };

  it('is found out at its seal, whatever single row or seal was edited, moved, removed, added or swapped', async () => {
    await fc.assert(
      fc.asyncProperty(anyTampering(copy), async (tampering) => {
        fc.pre(tampering.statements.length > 0);
        try {
          fc.pre(await copy.apply(tampering));
          const named = await sealsNamed();
          expect([tampering.what, named.filter((sealId) => tampering.seals.includes(sealId))]).not.toEqual([
            tampering.what,
            [],
          ]);
        } finally {
          await copy.putBack();
        }
      }),
      { numRuns: 100 },
    );
    expect(await sealsNamed()).toEqual([]);
  });

  it('is found out by the seal that was kept when its end was cut off, and by nothing else in the log', async () => {
    const kept = await log.lastSeal();
    for (let last = kept.sealId - 1; last >= 0; last -= 1) {
      await run('delete from decisions where seal_id > ?', [last]);
      await run('delete from seals where seal_id > ?', [last]);
      expect([last, await sealsNamed()]).toEqual([last, []]);
      const { intact, keptSeal, problems } = await log.verify(kept);
      expect([intact, keptSeal, problems[0]?.message]).toEqual([
        false,
        'missing',
        'The log does not reach the kept seal 4: what was sealed at its end was cut off.',
      ]);
    }
  });

  it('is found out at the next seal when a seal was made to fit a changed row', async () => {
    await run("update decisions set cause = 'policy' where seal_id = 2 and deal_id = 'a-1'");
    expect(await sealsNamed()).toEqual([2]);
    await forge(2);
    expect(await sealsNamed()).toEqual([3]);
  });

  it('is found out by the seal that was kept when every later seal was made to fit too', async () => {
    const kept = await log.lastSeal();
    await run("update decisions set cause = 'policy' where seal_id = 2 and deal_id = 'a-1'");
    for (const sealId of [2, 3, 4]) await forge(sealId);
    expect(await log.verify()).toMatchObject({ intact: true });
    expect(await log.verify(kept)).toMatchObject({
      intact: false,
      keptSeal: 'different',
      problems: [
        { sealId: 4, message: 'Seal 4 is not the one that was kept: the log was rewritten up to there.' },
      ],
    });
  });

  it('is found out when a number was put in that no program reads exactly', async () => {
    await run("update decisions set pass_mask = 1152921504606846977 where seal_id = 2 and deal_id = 'a-1'");
    await run('update seals set sealed_at = 9007199254740993 where seal_id = 3');
    expect(await sealsNamed()).toEqual([2, 3]);
  });

  it('goes on being found out after the book was judged again: rows without a seal get none', async () => {
    const book = await sealedBook(await homes.create());
    await book.database.writer.raw('delete from seals where seal_id = 4');
    book.setNow(at('2021-09-02T09:00:00Z'));
    await book.importText('solutions-3.csv', `${SOLUTION_WITH_INCENTIVE}s-2,Contoso Sea,own,,,\n`);
    expect(await book.eligibility.evaluate()).toMatchObject({ recorded: 8 });
    const { problems } = await book.app.get(DecisionLogService).verify();
    expect(problems.map(({ sealId, dealId, message }) => [sealId, dealId, message])).toEqual([
      [5, null, 'Seal 4 is missing.'],
      [null, 'opp-7', 'This decision is under no seal: it was put into the log, or its seal was taken away.'],
    ]);
  });
});
