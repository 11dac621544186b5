import { expect, it } from '@jest/globals';
import { requireSameRows } from '../../bench/same-rows.js';
import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { eachDatabase, type Home } from '../support/each-database.js';

const JUDGED = `deal_id, sequence, deal_version, policy, policy_version, policy_hash, pass_mask, fail_mask, outcome,
  rate_version, decided_at, evaluation_id`;

/** Puts a decision and the verdict that follows from it into a book. */
async function decide(book: Database, dealId: string, passMask: number, decidedAt: number): Promise<void> {
  await book.execute(
    `insert into decisions (${JUDGED}, cause, seal_id)
     values (?, 1, 1, 'deal-registration', '2021-05-07', 'sha256:1', ?, 0, 'eligible', null, ?, 1, 'first', 1)`,
    [dealId, passMask, decidedAt],
  );
  await book.execute(`insert into verdicts (${JUDGED}) select ${JUDGED} from decisions where deal_id = ?`, [
    dealId,
  ]);
}

eachDatabase('books that two ways of judging have left', (homes) => {
  const judged = async (masks: Readonly<Record<string, number>>, decidedAt: number): Promise<Home> => {
    const home = await homes.create();
    const book = await openDatabase(home);
    for (const [dealId, mask] of Object.entries(masks)) await decide(book, dealId, mask, decidedAt);
    await book.close();
    return home;
  };

  it('are the same where all but the time of judging is', async () => {
    const [one, other] = [await judged({ a: 31, b: 30 }, 1), await judged({ a: 31, b: 30 }, 2)];
    await expect(requireSameRows(one, other, 2)).resolves.toBeUndefined();
  });

  it('differ by one bit of one mask, and the deal is named', async () => {
    const [one, other] = [await judged({ a: 31, b: 30 }, 1), await judged({ a: 31, b: 31 }, 1)];
    await expect(requireSameRows(one, other, 2)).rejects.toThrow(/verdicts differ: .*"b".*is not.*"b"/);
    await expect(requireSameRows(one, other, 1)).resolves.toBeUndefined();
  });

  it('differ where one of them leaves a deal out', async () => {
    const [one, other] = [await judged({ a: 31, b: 30 }, 1), await judged({ a: 31 }, 1)];
    await expect(requireSameRows(one, other, 2)).rejects.toThrow('some have no row');
  });
});
