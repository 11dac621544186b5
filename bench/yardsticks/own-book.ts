import type { Database } from '../../src/database/database.js';
import { openDatabase } from '../../src/database/open-database.js';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import type { Policy } from '../../src/policies/domain/policy.js';

/** What a yardstick of judging gets to work with. */
export interface OwnBook {
  readonly database: Database;
  /** The day of evaluation (`YYYY-MM-DD`). */
  readonly asOf: string;
  /** The active versions, the earliest first. */
  readonly versions: readonly Policy[];
  /** The arguments after those that every yardstick has. */
  readonly others: readonly string[];
}

/** Opens the book that the arguments of a yardstick's process name (folder, address, day of evaluation). */
export async function withOwnBook(work: (book: OwnBook) => Promise<void>): Promise<void> {
  const [dataDir = '.', databaseUrl = '', asOf = '', ...others] = process.argv.slice(2);
  const { policies } = await loadPolicyFolder('rules');
  const versions = policies.filter(({ status }) => status === 'active');
  const database = await openDatabase({ dataDir, databaseUrl: databaseUrl === '' ? null : databaseUrl });
  try {
    await work({ database, asOf, versions, others });
  } finally {
    await database.close();
  }
}

/** Notes an evaluation that has judged all, as the decisions name it. */
export async function noteEvaluation(database: Database, asOf: string): Promise<void> {
  await database.execute(
    'insert into evaluations (evaluation_id, as_of, started_at, finished_at) values (1, ?, ?, ?)',
    [asOf, Date.now(), Date.now()],
  );
}

/** The columns of a verdict. */
export const VERDICT_COLUMNS = `deal_id, sequence, deal_version, policy, policy_version, policy_hash, pass_mask, fail_mask,
  outcome, rate_version, decided_at, evaluation_id`;
