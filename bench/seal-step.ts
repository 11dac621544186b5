import { openDatabase } from '../src/database/open-database.js';
import type { BulkColumn, Cell } from '../src/database/dialect.js';
import type { Database } from '../src/database/database.js';
import { DecisionLogReadModel } from '../src/eligibility/decision-log.read-model.js';
import { SEALED_COLUMNS } from '../src/eligibility/domain/seal.js';
import { SealsStore } from '../src/eligibility/seals.store.js';

/** Rows put in by one statement. */
const PAGE = 10_000;

const TEXT = ['deal_id', 'policy', 'policy_version', 'policy_hash', 'outcome', 'cause'];

const COLUMNS: readonly BulkColumn[] = [...SEALED_COLUMNS, 'seal_id'].map((name) => ({
  name,
  type: TEXT.includes(name) ? 'text' : 'integer',
}));

/**
 * Puts decisions into an empty book in one transaction, as judging a whole book by one statement does, seals them all
 * at once, and prints how long the sealing alone took: reading the rows back, digesting them and writing the seal.
 * Arguments: the folder of the book, the address of an empty PostgreSQL database (empty: an SQLite file holds it), and how
 * many decisions.
 */
async function main([dataDir = '.', databaseUrl = '', count]: readonly string[]): Promise<void> {
  const decisions = Number(count);
  const database = await openDatabase({ dataDir, databaseUrl: databaseUrl === '' ? null : databaseUrl });
  try {
    const seals = new SealsStore(database, new DecisionLogReadModel(database));
    let added = 0;
    const seal = await seals.seal(1, Date.now(), async (sealId) => {
      await addDecisions(database, decisions, sealId);
      added = performance.now();
    });
    const seconds = (performance.now() - added) / 1000;
    if (seal?.decisions !== decisions) throw new Error('Not every decision was sealed.');
    process.stdout.write(JSON.stringify({ seconds }));
  } finally {
    await database.close();
  }
}

async function addDecisions(database: Database, decisions: number, sealId: number): Promise<void> {
  for (let start = 0; start < decisions; start += PAGE) {
    const length = Math.min(PAGE, decisions - start);
    await database.insertRows(
      'decisions',
      COLUMNS,
      Array.from({ length }, (_, index) => decision(start + index, sealId)),
    );
  }
}

/** A decision as long as real ones are; ids are spread over the table as those of Partner Center are. */
function decision(index: number, sealId: number): readonly Cell[] {
  const spread = String((index * 7_919_777) % 100_000_007).padStart(12, '0');
  return [
    `00000000-0000-4000-8000-${spread}`,
    1,
    1,
    'deal-registration',
    '2021-05-07',
    `sha256:${'5a'.repeat(32)}`,
    15,
    16,
    'at-risk',
    null,
    1_633_046_400_000,
    1,
    'first',
    sealId,
  ];
}

await main(process.argv.slice(2));
