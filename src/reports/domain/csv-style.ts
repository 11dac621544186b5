import { z } from 'zod';

const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const;
const DECIMALS = { point: '.', comma: ',' } as const;

/** The options of a CSV file, as a command line, a query or a saved report gives them. */
export const csvOptionsSchema = z.object({
  delimiter: z
    .enum(['comma', 'semicolon', 'tab'])
    .optional()
    .describe('CSV only: what stands between cells; semicolon with decimal commas, else comma.'),
  bom: z
    .enum(['yes', 'no'])
    .optional()
    .describe('CSV only: whether a byte order mark tells spreadsheets that it is UTF-8; yes when absent.'),
  decimal: z
    .enum(['point', 'comma'])
    .optional()
    .describe('CSV only: what stands before the decimals of a number; point when absent.'),
});
/** How a CSV file is wanted; what is absent is decided by `csvStyleOf`. */
export type CsvOptions = Readonly<z.infer<typeof csvOptionsSchema>>;

/** The same as a command line offers them. */
export const CSV_OPTIONS = Object.entries(csvOptionsSchema.shape).map(([name, schema]) => ({
  /** In the manner of commander: `--bom <bom>`. */
  flag: `--${name} <${name}>`,
  description: schema.description ?? '',
  choices: schema.unwrap().options,
}));

/** How a CSV file is written. */
export interface CsvStyle {
  readonly delimiter: (typeof DELIMITERS)[keyof typeof DELIMITERS];
  readonly bom: boolean;
  readonly decimal: (typeof DECIMALS)[keyof typeof DECIMALS];
}

/**
 * The style that options ask for. A spreadsheet that reads decimal commas reads semicolons between cells, so these go
 * together unless something else is asked for; decimal commas between commas are quoted, as RFC 4180 has it.
 */
export function csvStyleOf({ decimal = 'point', delimiter, bom = 'yes' }: CsvOptions): CsvStyle {
  const usual = decimal === 'comma' ? 'semicolon' : 'comma';
  return { delimiter: DELIMITERS[delimiter ?? usual], bom: bom === 'yes', decimal: DECIMALS[decimal] };
}

/** The options that are given and, where one is not, that of the saved report. */
export function csvOver(saved: CsvOptions = {}, given: CsvOptions = {}): CsvOptions {
  return {
    delimiter: given.delimiter ?? saved.delimiter,
    bom: given.bom ?? saved.bom,
    decimal: given.decimal ?? saved.decimal,
  };
}
