import { createHash } from 'node:crypto';
import { formatInstant } from '../../kernel/instants.js';

/** The columns of a decision in the order in which they are sealed and exported. A seal stands on this order for ever. */
export const SEALED_COLUMNS = [
  'deal_id',
  'sequence',
  'deal_version',
  'policy',
  'policy_version',
  'policy_hash',
  'pass_mask',
  'fail_mask',
  'outcome',
  'rate_version',
  'decided_at',
  'evaluation_id',
  'cause',
] as const;

/**
 * A row of the decision log as it is stored. The values are whatever the database holds: a row that somebody has
 * changed must be found by its seal, not stop the reader.
 */
export type LoggedDecision = Readonly<Record<(typeof SEALED_COLUMNS)[number], unknown>>;

/** A seal over the rows of the decision log that one transaction added. */
export interface Seal {
  /** Counted from 1 without gaps. */
  readonly sealId: number;
  /** The evaluation that added the rows. */
  readonly evaluationId: number;
  /** How many rows it covers. */
  readonly decisions: number;
  /** SHA-256 (hex) of the rows’ lines in order of deal (code points), then sequence. */
  readonly rowsHash: string;
  /**
   * The hash of the rule set that the evaluation judged by, which vouches for who put it in force and for all rule
   * sets before; null for decisions from before rule sets were kept.
   */
  readonly rulesHash: string | null;
  /** The hash of the seal before; of the first one `NO_SEAL_BEFORE`. */
  readonly previousHash: string;
  /** Epoch milliseconds. */
  readonly sealedAt: number;
  /** SHA-256 (hex) of everything above; vouches for this seal, its rows and all seals before. */
  readonly hash: string;
}

/** What the first seal has in place of the hash of a seal before it. */
export const NO_SEAL_BEFORE = '0'.repeat(64);

/** A row as its line of the log: a JSON array of its columns, without white space and line end. */
export function decisionLine(row: LoggedDecision): string {
  return JSON.stringify(SEALED_COLUMNS.map((column) => row[column]));
}

/** SHA-256 over rows given one after the other, so that any number of them needs no memory. */
export class RowsDigest {
  private readonly hash = createHash('sha256');
  private rows = 0;

  /** Adds the next rows, as their lines without the line feeds. */
  add(lines: readonly string[]): void {
    if (lines.length > 0) this.addText(lines.join('\n'), lines.length);
  }

  /** Adds the next rows, as the text of so many lines with a line feed between them, or as its bytes in UTF-8. */
  addText(text: string | Uint8Array, rows: number): void {
    this.rows += rows;
    this.hash.update(text).update('\n');
  }

  /** How many rows there were, and their digest (hex); to be asked once, at the end. */
  end(): Pick<Seal, 'decisions' | 'rowsHash'> {
    return { decisions: this.rows, rowsHash: this.hash.digest('hex') };
  }
}

/** The hash that a seal with these fields has: SHA-256 (hex) over them as a JSON array, `sealedAt` as ISO 8601 text. */
export function sealHash(seal: Omit<Seal, 'hash'>): string {
  const { sealId, evaluationId, decisions, rowsHash, rulesHash, previousHash, sealedAt } = seal;
  const fields = [
    sealId,
    evaluationId,
    decisions,
    rowsHash,
    rulesHash,
    previousHash,
    formatInstant(sealedAt),
  ];
  return createHash('sha256').update(JSON.stringify(fields), 'utf8').digest('hex');
}
