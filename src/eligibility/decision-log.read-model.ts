import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { type LoggedDecision, type Seal, SEALED_COLUMNS } from './domain/seal.js';
import { sealedLine } from './sealed-line.js';

/** Rows read, or put into one text, at a time: a few megabytes at most, however many there are. */
const PAGE = 5000;

/** The last instant that JavaScript can tell, epoch ms. */
const LAST_INSTANT = 8_640_000_000_000_000;

const BIG_COLUMNS: readonly string[] = [
  'pass_mask',
  'fail_mask',
  'rate_version',
  'decided_at',
  'evaluation_id',
];

const ROW_LIST = SEALED_COLUMNS.map((column) =>
  BIG_COLUMNS.includes(column) ? exactly(column) : column,
).join(', ');

const SEAL_LIST = `seal_id, ${exactly('evaluation_id')}, ${exactly('decisions')}, rows_hash, rules_hash, previous_hash, ${exactly('sealed_at')}, hash`;

/**
 * A number beyond the instants of the calendar is none that we have written, and beyond the exact integers no driver
 * reads it. It is read as one that no column ever holds, so that its seal is found broken instead of the reading.
 */
function exactly(column: string): string {
  const ours = `${column} is null or ${column} between -${LAST_INSTANT} and ${LAST_INSTANT}`;
  return `case when ${ours} then ${column} else -1 end as ${column}`;
}

const sealRow = z.object({
  seal_id: z.number(),
  evaluation_id: z.number(),
  decisions: z.number(),
  rows_hash: z.string(),
  rules_hash: z.string().nullable(),
  previous_hash: z.string(),
  sealed_at: z.number(),
  hash: z.string(),
});

/** Deal and sequence of a row. */
type RowKey = readonly [string, number];

/** Lines of the log, with a line feed between them: as text, or as its bytes in UTF-8, whichever the driver gives faster. */
interface Lines {
  readonly text: string | Buffer;
  readonly rows: number;
}

const lineKey = z.tuple([z.string(), z.number()]).rest(z.unknown());

interface Condition {
  readonly where: string;
  readonly bindings: readonly (string | number)[];
}

/**
 * The decision log and its seals as they are stored, in the order in which they were sealed: in the transaction or
 * snapshot that is open, else as it is at each page.
 */
@Injectable()
export class DecisionLogReadModel {
  constructor(private readonly database: Database) {}

  /** The seal added last; null while nothing is sealed. */
  async lastSeal(): Promise<Seal | null> {
    const sql = `select ${SEAL_LIST} from seals order by seal_id desc limit 1`;
    const rows = await this.database.rows<unknown>(this.database.reader, sql, []);
    return z.array(sealRow).parse(rows).map(toSeal)[0] ?? null;
  }

  /** All seals in order. */
  async *seals(): AsyncGenerator<Seal> {
    let page: readonly Seal[] = await this.sealsAfter(null);
    while (page.length > 0) {
      yield* page;
      page = await this.sealsAfter(page.at(-1)?.sealId ?? null);
    }
  }

  /** The hash of the rule set that an evaluation judged by; null where that is not kept, or not there any more. */
  async rulesHash(evaluationId: number): Promise<string | null> {
    const rows = await this.database.rows<{ hash: string }>(
      this.database.reader,
      `select r.hash from evaluations e join rule_sets r on r.rule_set_id = e.rule_set_id
        where e.evaluation_id = ?`,
      [evaluationId],
    );
    return rows[0]?.hash ?? null;
  }

  /** The rows under a seal in their order, page by page. */
  rowsUnder(sealId: number): AsyncGenerator<readonly LoggedDecision[]> {
    return this.pages(SEALED_ORDER, (last) => underSeal(sealId, last));
  }

  /** The lines of rows that were just recorded under a seal, in their order; the database writes them. */
  async *linesUnder(sealId: number): AsyncGenerator<Lines> {
    // The rows come in order out of the inner select, and so into the text.
    const line = sealedLine(this.database.engine);
    const joined =
      this.database.engine === 'sqlite' ? 'group_concat(line, char(10))' : 'string_agg(line, chr(10))';
    let last: RowKey | null = null;
    do {
      const { where, bindings } = underSeal(sealId, last);
      const [page] = await this.database.rows<{ lines: string | Buffer | null; rows: number }>(
        this.database.reader,
        `select ${this.database.longText(joined)} as lines, count(*) as rows
           from (select ${line} as line from decisions where ${where} order by ${SEALED_ORDER} limit ${PAGE}) page`,
        bindings,
      );
      const text: string | Buffer = page?.lines ?? '';
      const rows: number = page?.rows ?? 0;
      if (rows > 0) yield { text, rows };
      last = rows === PAGE ? keyOf(lastLine(text)) : null;
    } while (last !== null);
  }

  /** Rows that are under no seal, page by page; a log that nobody has touched has none. */
  rowsUnderNone(): AsyncGenerator<readonly LoggedDecision[]> {
    const order = 'deal_id, sequence';
    const sealed = 'exists (select 1 from seals where seals.seal_id = decisions.seal_id)';
    return this.pages(order, (last) =>
      last === null
        ? { where: `not ${sealed}`, bindings: [] }
        : { where: `not ${sealed} and (${order}) > (?, ?)`, bindings: last },
    );
  }

  private async sealsAfter(last: number | null): Promise<readonly Seal[]> {
    const rows = await this.database.rows<unknown>(
      this.database.reader,
      `select ${SEAL_LIST} from seals ${last === null ? '' : 'where seal_id > ?'} order by seal_id limit ${PAGE}`,
      last === null ? [] : [last],
    );
    return z.array(sealRow).parse(rows).map(toSeal);
  }

  private async *pages(
    order: string,
    after: (last: RowKey | null) => Condition,
  ): AsyncGenerator<LoggedDecision[]> {
    let last: RowKey | null = null;
    do {
      const { where, bindings } = after(last);
      const rows: LoggedDecision[] = await this.database.rows<LoggedDecision>(
        this.database.reader,
        `select ${ROW_LIST} from decisions where ${where} order by ${order} limit ${PAGE}`,
        bindings,
      );
      if (rows.length > 0) yield rows;
      const end = rows.length === PAGE ? rows.at(-1) : undefined;
      last = end === undefined ? null : [String(end.deal_id), Number(end.sequence)];
    } while (last !== null);
  }
}

const SEALED_ORDER = 'seal_id, deal_id, sequence';

/** The rows under a seal after a row, or from the first. */
function underSeal(sealId: number, after: RowKey | null): Condition {
  // Compared as a whole key, so that PostgreSQL walks along the index even where rows were added so lately that it
  // knows nothing of them: by the seal alone it expects few rows, and sorts all of them anew for every page.
  return after === null
    ? { where: `(seal_id, deal_id) >= (?, '') and seal_id <= ?`, bindings: [sealId, sealId] }
    : { where: `(${SEALED_ORDER}) > (?, ?, ?) and seal_id <= ?`, bindings: [sealId, ...after, sealId] };
}

function lastLine(text: Lines['text']): string {
  const start = text.lastIndexOf('\n') + 1;
  return typeof text === 'string' ? text.slice(start) : text.toString('utf8', start);
}

function keyOf(line: string): RowKey {
  const [dealId, sequence] = lineKey.parse(JSON.parse(line));
  return [dealId, sequence];
}

function toSeal(row: z.infer<typeof sealRow>): Seal {
  return {
    sealId: row.seal_id,
    evaluationId: row.evaluation_id,
    decisions: row.decisions,
    rowsHash: row.rows_hash,
    rulesHash: row.rules_hash,
    previousHash: row.previous_hash,
    sealedAt: row.sealed_at,
    hash: row.hash,
  };
}
