import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../src/database/database.js';
import type { BulkColumn, Cell } from '../../src/database/dialect.js';
import { DecisionLogReadModel } from '../../src/eligibility/decision-log.read-model.js';
import { decisionLine, type LoggedDecision, SEALED_COLUMNS } from '../../src/eligibility/domain/seal.js';
import { compareText } from '../../src/kernel/text.js';
import { eachDatabase } from '../support/each-database.js';

type Sealed = Readonly<Record<(typeof SEALED_COLUMNS)[number], Cell>>;

/** Beyond it, on either side, the log holds no number that we have written. */
const LAST_INSTANT = 8_640_000_000_000_000;

const AWKWARD = [
  '"',
  '\\',
  '\n',
  '\r',
  '\t',
  '\b',
  '\f',
  '\u0001',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
];

/** Texts of any characters, the awkward ones often; a database keeps no NUL, and no half of a surrogate pair. */
const text = fc
  .array(fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 4 })
  .map((parts) => parts.join('').replaceAll('\u0000', ''));

const counted = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const big = fc.oneof(
  fc.integer({ min: -LAST_INSTANT, max: LAST_INSTANT }),
  fc.constantFrom(-LAST_INSTANT, -1, 0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 52 + 1, LAST_INSTANT),
);

const sealedRow: fc.Arbitrary<Sealed> = fc.record({
  deal_id: text,
  sequence: counted,
  deal_version: counted,
  policy: text,
  policy_version: fc.option(text),
  policy_hash: fc.option(text),
  pass_mask: big,
  fail_mask: big,
  outcome: text,
  rate_version: fc.option(big),
  decided_at: big,
  evaluation_id: big,
  cause: text,
});

const ROW: Sealed = {
  deal_id: 'opp-2',
  sequence: 1,
  deal_version: 3,
  policy: 'deal-registration',
  policy_version: '2021-05-07',
  policy_hash: 'sha256:00ff',
  pass_mask: 15,
  fail_mask: 16,
  outcome: 'at-risk',
  rate_version: null,
  decided_at: 1_633_046_400_000,
  evaluation_id: 1,
  cause: 'first',
};

const TEXTS: readonly string[] = ['deal_id', 'policy', 'policy_version', 'policy_hash', 'outcome', 'cause'];

const COLUMNS: readonly BulkColumn[] = [...SEALED_COLUMNS, 'seal_id'].map((name) => ({
  name,
  type: TEXTS.includes(name) ? 'text' : 'integer',
}));

async function record(database: Database, sealId: number, rows: readonly Sealed[]): Promise<void> {
  const cells = rows.map((row) => [...SEALED_COLUMNS.map((column) => row[column]), sealId]);
  await database.insertRows('decisions', COLUMNS, cells);
}

async function linesUnder(
  log: DecisionLogReadModel,
  sealId: number,
): Promise<{ text: string; rows: number }> {
  let [all, count] = ['', 0];
  for await (const lines of log.linesUnder(sealId)) {
    all += `${String(lines.text)}\n`;
    count += lines.rows;
  }
  return { text: all, rows: count };
}

async function rowsUnder(log: DecisionLogReadModel, sealId: number): Promise<readonly LoggedDecision[]> {
  const all: LoggedDecision[] = [];
  for await (const rows of log.rowsUnder(sealId)) all.push(...rows);
  return all;
}

eachDatabase('The lines that are sealed, as the database writes them', (homes) => {
  it('are those that the log is verified and exported by, whatever stands in a row', async () => {
    const database = await homes.open();
    const log = new DecisionLogReadModel(database);
    let sealId = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(sealedRow, {
          minLength: 1,
          maxLength: 30,
          selector: (row) => JSON.stringify([row.deal_id, row.sequence]),
        }),
        async (rows) => {
          sealId += 1;
          await database.execute('delete from decisions');
          await record(database, sealId, rows);
          await record(database, sealId + 1_000_000, [{ ...ROW, deal_id: 'under another seal' }]);
          const { text: lines, rows: count } = await linesUnder(log, sealId);
          expect(count).toBe(rows.length);
          expect(lines).toBe((await rowsUnder(log, sealId)).map((row) => `${decisionLine(row)}\n`).join(''));
          // And they say what was put in.
          expect(lines.split('\n').slice(0, -1).toSorted()).toEqual(rows.map(decisionLine).toSorted());
        },
      ),
      { numRuns: 300 },
    );
    await database.close();
  });

  it('go on after each text that the database hands over, also within one deal', async () => {
    const database = await homes.open();
    const log = new DecisionLogReadModel(database);
    const rows = Array.from({ length: 10_001 }, (_, index) => ({
      ...ROW,
      deal_id: `deal "${index % 7}"\n`,
      sequence: index + 1,
    }));
    await record(database, 3, rows);
    const { text: lines, rows: count } = await linesUnder(log, 3);
    expect(count).toBe(10_001);
    const inOrder = rows.toSorted((a, b) => compareText(a.deal_id, b.deal_id) || a.sequence - b.sequence);
    expect(lines).toBe(inOrder.map((one) => `${decisionLine(one)}\n`).join(''));
    expect(await linesUnder(log, 4)).toEqual({ text: '', rows: 0 });
    await database.close();
  });
});
