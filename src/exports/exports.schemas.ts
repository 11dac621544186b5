import { z } from 'zod';
import { pageSchema } from '../http/paging.schemas.js';
import { formatInstant } from '../kernel/instants.js';
import { EXPORT_WAYS, type KeptExport } from './domain/export-entry.js';

/** An entry of the log of exports, as it is answered. */
const exportSchema = z.object({
  exportId: z.int(),
  at: z.iso.datetime(),
  who: z.string().describe('A user, a recipient, or the address of the network and the program.'),
  what: z.string().describe('The report.'),
  runId: z.string().nullable().describe('The run that made it; null where it was made for the asking.'),
  how: z.enum(EXPORT_WAYS),
  files: z.array(z.string()),
  rows: z.int().nullable().describe('Rows of the main table; null: not known.'),
  bytes: z.int(),
  complete: z.boolean().describe('False where whoever took it broke off.'),
});

/** A page of the log. */
export const exportPageSchema = pageSchema(exportSchema);

/** An entry as API and command line give it. */
export function toExportResponse(entry: KeptExport): z.infer<typeof exportSchema> {
  const { exportId, at, who, what, runId, how, files, rows, bytes, complete } = entry;
  return { exportId, at: formatInstant(at), who, what, runId, how, files: [...files], rows, bytes, complete };
}
