import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { formatInstant } from '../kernel/instants.js';
import { csvOver, csvStyleOf } from './domain/csv-style.js';
import type { ReportOutput, WrittenReport } from './reports.service.js';
import { plainText } from './writers/cell-values.js';

const manifestSchema = z.object({
  file: z.string().describe('Name of the file it was written to.'),
  report: z.string(),
  version: z.string(),
  saved: z
    .object({ name: z.string(), version: z.string() })
    .optional()
    .describe('The saved report that it was made as, and the version of its file.'),
  format: z.string(),
  parameters: z.record(z.string(), z.string()),
  zone: z.string(),
  asOf: z.string().describe('ISO 8601, UTC.'),
  rateTable: z.number().nullable(),
  rows: z.record(z.string(), z.number()).describe('Rows of each table that was written.'),
  totals: z
    .record(z.string(), z.string().nullable())
    .describe('The figures of the report as plain text, null where there is none.'),
  csv: z
    .object({ delimiter: z.string(), bom: z.boolean(), decimal: z.string() })
    .optional()
    .describe('How a CSV file was written.'),
  sheets: z
    .array(z.object({ sheet: z.string(), table: z.string(), rows: z.number() }))
    .readonly()
    .optional()
    .describe('The sheets of a workbook; a table with more rows than a sheet holds has several.'),
  cutCells: z.number().optional().describe('Cells of a workbook whose text was longer than Excel holds.'),
  firstCutCells: z
    .array(z.string())
    .readonly()
    .optional()
    .describe('The first of them, such as Won deals!C7.'),
  bytes: z.number(),
  sha256: z.string().describe('SHA-256 of the file, hexadecimal.'),
  manifestSha256: z
    .string()
    .describe('SHA-256 of this manifest without this member, as JSON indented by two spaces.'),
});

/** What lies beside a written report and vouches for it. Same book and parameters, same manifest. */
export type ReportManifest = Readonly<z.infer<typeof manifestSchema>>;

/** Where the manifest of a report's file is. */
export function manifestFileOf(file: string): string {
  return `${file}${MANIFEST_ENDING}`;
}

/** What the names of manifests end in. */
export const MANIFEST_ENDING = '.manifest.json';

/** The manifest of a report that was written. */
export function manifestOf(
  file: string,
  output: ReportOutput,
  { report, tables, workbook }: WrittenReport,
  digest: { readonly bytes: number; readonly sha256: string },
): ReportManifest {
  const told = {
    file: basename(file),
    report: report.name,
    version: report.version,
    ...(report.saved === null ? {} : { saved: { name: report.saved.name, version: report.saved.version } }),
    format: output.format,
    parameters: Object.fromEntries(report.parameters),
    zone: report.zone,
    asOf: formatInstant(report.asOf),
    rateTable: report.rateVersion,
    rows: Object.fromEntries(tables.map((table) => [table.name, table.rows])),
    totals: Object.fromEntries(report.figures.map((figure) => [figure.key, plainText(figure.value, figure)])),
    ...(output.format === 'csv' ? { csv: csvStyleOf(csvOver(report.saved?.csv, output.csv)) } : {}),
    ...(workbook === null ? {} : workbook),
    ...digest,
  };
  return { ...told, manifestSha256: sha256Of(told) };
}

/** A manifest as its file holds it. */
export function manifestText(manifest: ReportManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The manifest that a text holds; null where it is none, or where it was changed after it was written. */
export function readManifest(text: string): ReportManifest | null {
  const content = parsed(text);
  const read = manifestSchema.safeParse(content);
  if (!read.success) return null;
  // Of all that the text says, also what this version does not know.
  const { manifestSha256, ...told }: { manifestSha256?: unknown } = Object(content);
  return sha256Of(told) === manifestSha256 ? read.data : null;
}

/** Whether a text is a manifest, be it one that was changed or that of an earlier version. */
export function looksLikeManifest(text: string): boolean {
  return manifestSchema.pick({ file: true, report: true, sha256: true }).safeParse(parsed(text)).success;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function sha256Of(told: object): string {
  return createHash('sha256')
    .update(JSON.stringify(told, null, 2))
    .digest('hex');
}
