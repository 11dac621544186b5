import { z } from 'zod';

/** The reports there are. */
export const REPORT_NAMES = ['pipeline', 'campaign-roi', 'conversion', 'registration-audit'] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

/** The files a report can be written as. */
export const REPORT_FORMATS = ['json', 'csv', 'xlsx', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What a definition file under `reports/` holds. */
export const reportDefinitionSchema = z.strictObject({
  name: z.enum(REPORT_NAMES),
  version: z.string().regex(/^\d+$/, 'must be a whole number in quotes, such as "1"'),
  title: z.string().min(1),
  description: z.string().min(1),
  parameters: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        description: z.string().min(1),
        default: z.union([z.string(), z.number(), z.null()]),
      }),
    )
    .describe(
      'What the report can be asked, and what it takes when it is not told. Null: decided by the report.',
    ),
  formats: z.array(z.enum(REPORT_FORMATS)).min(1),
});

/** A report's definition. */
export type ReportDefinition = Readonly<z.infer<typeof reportDefinitionSchema>>;
