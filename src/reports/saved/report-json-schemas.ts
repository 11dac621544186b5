import { z } from 'zod';
import type { ReportDefinition, ReportName } from '../domain/report-definition.js';
import { REPORT_GROUPINGS } from '../domain/report-groupings.js';
import { peopleSchema, savedReportSchema } from '../domain/saved-report.js';
import { REPORT_OPTIONS } from '../options/report-options.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schemas (draft 07, which editors know best) of saved reports and of the people who answer for them, made
 * from what checks them. They let an editor complete and check while somebody types; the check has the last word.
 */
export function reportJsonSchemas(definitions: readonly ReportDefinition[]): {
  readonly report: JsonSchema;
  readonly people: JsonSchema;
} {
  return {
    report: {
      ...schemaOf(savedReportSchema, 'Saved report'),
      allOf: definitions.map(optionsRule),
    },
    people: schemaOf(peopleSchema, 'People who answer for saved reports'),
  };
}

function schemaOf(schema: z.ZodType, title: string): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return { $schema, title, ...rest };
}

/** Beside a report only the options that it takes. */
function optionsRule({ name, parameters }: ReportDefinition): JsonSchema {
  const properties = parameters.map((parameter) => {
    const choices = REPORT_OPTIONS.find((option) => option.name === parameter.name)?.choices ?? null;
    const values = parameter.name === 'by' ? groupingsRule(name) : choices === null ? {} : { enum: choices };
    return [parameter.name, { description: parameter.description, ...values }] as const;
  });
  const options = { additionalProperties: false, properties: Object.fromEntries(properties) };
  return {
    if: { required: ['report'], properties: { report: { const: name } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; nobody awaits it
    then: { properties: { options } },
  };
}

/** One grouping, which editors complete, or two with a comma where the report takes them. */
function groupingsRule(name: ReportName): JsonSchema {
  const { choices, pairs } = REPORT_GROUPINGS[name];
  if (!pairs) return { enum: choices };
  const one = `(${choices.join('|')})`;
  return { anyOf: [{ enum: choices }, { type: 'string', pattern: `^${one}, *${one}$` }] };
}
