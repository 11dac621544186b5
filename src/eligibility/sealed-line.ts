import type { Engine } from '../database/dialect.js';
import { SEALED_COLUMNS } from './domain/seal.js';

const TEXTS: readonly string[] = ['deal_id', 'policy', 'policy_version', 'policy_hash', 'outcome', 'cause'];

/**
 * SQL of the line of a row of the decision log, byte for byte as `decisionLine` has it for a row that was recorded. A
 * row that somebody has put other kinds of values into may come out otherwise: whoever checks goes by `decisionLine`.
 */
export function sealedLine(engine: Engine): string {
  if (engine === 'sqlite') return `json_array(${SEALED_COLUMNS.join(', ')})`;
  // PostgreSQL’s own arrays have a space after each comma.
  const values = SEALED_COLUMNS.map((column) => (TEXTS.includes(column) ? `to_json(${column})` : column));
  const written = values.map((value) => `coalesce(${value}::text, 'null')`);
  return `'[' || ${written.join(` || ',' || `)} || ']'`;
}
