import fc from 'fast-check';
import type { Database } from '../../src/database/database.js';
import { SEALED_COLUMNS } from '../../src/eligibility/domain/seal.js';

type Cell = string | number | null;
type Row = Readonly<Record<string, Cell>>;

/** One thing that somebody does to the log behind the service's back, and the seals at which it must be found. */
export interface Tampering {
  readonly what: string;
  readonly statements: readonly (readonly [sql: string, bindings: readonly Cell[]])[];
  /** At least one of these must be named; null: that something is under no seal. */
  readonly seals: readonly (number | null)[];
}

const SEAL_COLUMNS = [
  'seal_id',
  'evaluation_id',
  'decisions',
  'rows_hash',
  'rules_hash',
  'previous_hash',
  'sealed_at',
  'hash',
];
const NULLABLE = ['policy_version', 'policy_hash', 'rate_version'];

/** The log as it was, to draw tamperings from and to put it back. */
export class LogCopy {
  private constructor(
    private readonly database: Database,
    readonly rows: readonly Row[],
    readonly seals: readonly Row[],
  ) {}

  static async of(database: Database): Promise<LogCopy> {
    const read = (sql: string): Promise<Row[]> => database.rows<Row>(database.writer, sql, []);
    return new LogCopy(
      database,
      await read('select * from decisions order by seal_id, deal_id, sequence'),
      await read('select * from seals order by seal_id'),
    );
  }

  /** Does it; false when the database itself refuses, as it does two rows with one key. */
  async apply(tampering: Tampering): Promise<boolean> {
    try {
      await this.database.transaction(async () => {
        for (const [sql, bindings] of tampering.statements) {
          await this.database.writer.raw(sql, [...bindings]);
        }
      });
      return true;
    } catch {
      return false;
    }
  }

  /** Puts the log back as it was. */
  async putBack(): Promise<void> {
    await this.database.transaction(async () => {
      for (const [table, rows] of [
        ['decisions', this.rows],
        ['seals', this.seals],
      ] as const) {
        await this.database.writer(table).delete();
        await this.database.writer(table).insert(rows.map((row) => ({ ...row })));
      }
    });
  }
}

/** Any single edit of a column, removal, insertion, swap or move of a row or of a seal. */
export function anyTampering({ rows, seals }: LogCopy): fc.Arbitrary<Tampering> {
  const aRow = fc.constantFrom(...rows);
  const aSeal = fc.constantFrom(...seals);
  return fc.oneof(
    fc.tuple(aRow, fc.constantFrom(...SEALED_COLUMNS), aRow, fc.nat(5)).map(editRow),
    fc.tuple(aRow, fc.constantFrom(...seals.map(idOf), 99, null)).map(moveRow),
    fc.tuple(aSeal, fc.constantFrom(...SEAL_COLUMNS), aSeal, fc.nat(5)).map(editSeal),
    aRow.map(removeRow),
    aSeal.map(removeSeal),
    fc.tuple(aRow, aSeal).map(insertRow),
    fc.tuple(aRow, aRow).map(swapRows),
  );
}

/** Another value for a column: that of another row, none, or one slightly or wildly different. */
function otherValue(value: Cell, another: Cell, nullable: boolean, how: number): Cell {
  if (how === 0 && nullable) return null;
  if (how <= 2) return another;
  if (typeof value === 'string') return how === 3 ? `${value} ` : value.slice(1);
  return how === 5 ? 2 ** 31 - 1 : (value ?? 0) + (how === 3 ? 1 : -1);
}

function editRow([row, column, another, how]: readonly [Row, string, Row, number]): Tampering {
  const [before, value] = [row[column] ?? null, another[column] ?? null];
  const after = otherValue(before, value, NULLABLE.includes(column), how);
  return {
    what: `${column} of ${nameOf(row)} from ${String(before)} to ${String(after)}`,
    statements:
      before === after ? [] : [[`update decisions set ${column} = ? where ${KEY}`, [after, ...keyOf(row)]]],
    seals: [idOf(row)],
  };
}

function moveRow([row, sealId]: readonly [Row, number | null]): Tampering {
  return {
    what: `${nameOf(row)} from seal ${idOf(row)} to ${String(sealId)}`,
    statements:
      sealId === idOf(row)
        ? []
        : [[`update decisions set seal_id = ? where ${KEY}`, [sealId, ...keyOf(row)]]],
    seals: [idOf(row)],
  };
}

function editSeal([seal, column, another, how]: readonly [Row, string, Row, number]): Tampering {
  const [before, value] = [seal[column] ?? null, another[column] ?? null];
  const after = otherValue(before, value, false, how);
  const moved = column === 'seal_id' ? [idOf(seal) + 1, Number(after), null] : [];
  return {
    what: `${column} of seal ${idOf(seal)} from ${String(before)} to ${String(after)}`,
    statements:
      before === after ? [] : [[`update seals set ${column} = ? where seal_id = ?`, [after, idOf(seal)]]],
    seals: [idOf(seal), ...moved],
  };
}

function removeRow(row: Row): Tampering {
  return {
    what: `${nameOf(row)} away`,
    statements: [[`delete from decisions where ${KEY}`, keyOf(row)]],
    seals: [idOf(row)],
  };
}

function removeSeal(seal: Row): Tampering {
  return {
    what: `seal ${idOf(seal)} away`,
    statements: [['delete from seals where seal_id = ?', [idOf(seal)]]],
    seals: [idOf(seal) + 1, null],
  };
}

function insertRow([row, seal]: readonly [Row, Row]): Tampering {
  const copy = { ...row, sequence: 50, seal_id: idOf(seal) };
  const columns = Object.keys(copy);
  return {
    what: `a copy of ${nameOf(row)} under seal ${idOf(seal)}`,
    statements: [
      [
        `insert into decisions (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
        Object.values(copy),
      ],
    ],
    seals: [idOf(seal)],
  };
}

/** Two decisions on different deals change places: each deal gets what was decided on the other. */
function swapRows([one, other]: readonly [Row, Row]): Tampering {
  const rename = (from: readonly Cell[], dealId: Cell, sequence: Cell): Tampering['statements'][number] => [
    `update decisions set deal_id = ?, sequence = ? where ${KEY}`,
    [dealId, sequence, ...from],
  ];
  const [a, b] = [keyOf(one), keyOf(other)];
  const aside: readonly Cell[] = ['aside', 1];
  return {
    what: `${nameOf(one)} and ${nameOf(other)} swapped`,
    statements:
      one.deal_id === other.deal_id || tellTheSame(one, other)
        ? []
        : [
            rename(a, 'aside', 1),
            rename(b, one.deal_id ?? '', one.sequence ?? 0),
            rename(aside, other.deal_id ?? '', other.sequence ?? 0),
          ],
    seals: [idOf(one), idOf(other)],
  };
}

/** Whether two rows under one seal differ in nothing but their deal, so that swapping them changes nothing. */
function tellTheSame(one: Row, other: Row): boolean {
  return Object.keys(one).every((column) => column === 'deal_id' || one[column] === other[column]);
}

const KEY = 'deal_id = ? and sequence = ?';

function keyOf(row: Row): readonly Cell[] {
  return [row.deal_id ?? null, row.sequence ?? null];
}

function idOf(row: Row): number {
  return Number(row.seal_id);
}

function nameOf(row: Row): string {
  return `decision ${String(row.sequence)} on ${String(row.deal_id)}`;
}
