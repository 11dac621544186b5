import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { SavedReport } from '../reports/domain/saved-report.js';

/** This process, as it is named in the ledger of runs. */
export const PROCESS = `${hostname()}, process ${process.pid}`;

/** SHA-256 of what the file of a saved report says, hexadecimal. */
export function savedSha256(saved: SavedReport): string {
  return createHash('sha256').update(JSON.stringify(saved)).digest('hex');
}
