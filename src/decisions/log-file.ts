import { writeNewFile } from '../files/new-file.js';
import type { DecisionLogService, ExportedLog } from './decision-log.service.js';

/**
 * Writes the decision log to a new file, which appears under its name only when it is complete: an exported log is
 * evidence, so nothing is ever written over.
 * @throws DomainError as `writeNewFile`.
 */
export async function writeLogFile(log: DecisionLogService, file: string): Promise<ExportedLog> {
  return writeNewFile(file, 'The decision log cannot be written.', (sink) => log.export(sink));
}
