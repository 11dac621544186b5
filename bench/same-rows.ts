import type { Database } from '../src/database/database.js';
import { openDatabase } from '../src/database/open-database.js';
import type { Place } from './processes.js';

/** Rows compared at a time. */
const PAGE = 20_000;

/** What must be the same, whoever judged; times and the numbers of evaluations and seals are each one's own. */
const TABLES = {
  verdicts:
    'sequence, deal_version, policy, policy_version, policy_hash, pass_mask, fail_mask, outcome, rate_version',
  decisions:
    'sequence, deal_version, policy, policy_version, policy_hash, pass_mask, fail_mask, outcome, rate_version, cause',
};

interface Row {
  readonly deal_id: string;
  /** All columns that count, as JSON. */
  readonly told: string;
}

/**
 * Demands that two books hold the same verdicts and decisions, of the first so many deals.
 * @throws Error naming the first deal of which they do not.
 */
export async function requireSameRows(one: Place, other: Place, deals: number): Promise<void> {
  const books: Database[] = [];
  try {
    for (const place of [one, other]) books.push(await openDatabase(place));
    const [first, second] = books;
    if (first === undefined || second === undefined) throw new Error('There is nothing to compare.');
    for (const [table, columns] of Object.entries(TABLES)) {
      await requireSameTable(table, columns, [first, second], deals);
    }
  } finally {
    for (const book of books) await book.close();
  }
}

async function requireSameTable(
  table: string,
  columns: string,
  [one, other]: readonly [Database, Database],
  deals: number,
): Promise<void> {
  let after = '';
  for (let compared = 0; compared < deals; compared += PAGE) {
    const limit = Math.min(PAGE, deals - compared);
    const [rows, others] = await Promise.all(
      [one, other].map((book) => page(book, table, columns, after, limit)),
    );
    if (rows?.length !== limit || others?.length !== limit) {
      throw new Error(`Of the first ${deals} deals, some have no row, or several, in ${table}.`);
    }
    const wrong = rows.findIndex(({ told }, index) => told !== others[index]?.told);
    if (wrong >= 0) {
      throw new Error(`${table} differ: ${rows[wrong]?.told ?? ''} is not ${others[wrong]?.told ?? ''}`);
    }
    after = rows.at(-1)?.deal_id ?? '';
  }
}

/** The next rows in order of deal. */
async function page(
  book: Database,
  table: string,
  columns: string,
  after: string,
  limit: number,
): Promise<readonly Row[]> {
  const rows = await book.rows<{ readonly deal_id: string }>(
    book.reader,
    `select deal_id, ${columns} from ${table} where deal_id > ? order by deal_id limit ?`,
    [after, limit],
  );
  return rows.map((row) => ({ deal_id: row.deal_id, told: JSON.stringify(row) }));
}
