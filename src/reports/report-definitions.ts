import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError, type Problem } from '../kernel/errors.js';
import { nearest } from '../kernel/nearest.js';
import { compareText } from '../kernel/text.js';
import { type ReportDefinition, REPORT_NAMES, reportDefinitionSchema } from './domain/report-definition.js';
import { resolveOptions } from './reports.schemas.js';

/** `reports/` beside `package.json`, the same seen from `src/` and from `dist/`. */
const SHIPPED = fileURLToPath(new URL('../../reports', import.meta.url));

/** The definitions of the reports, read once and checked. */
export class ReportDefinitions {
  private constructor(private readonly definitions: ReadonlyMap<string, ReportDefinition>) {}

  /**
   * Reads the definition files of a folder; the shipped ones when none is named.
   * @throws DomainError `invalid-configuration` naming every file that is wrong or missing.
   */
  static read(folder = SHIPPED): ReportDefinitions {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted(compareText);
    const read = files.map((name) => readDefinition(join(folder, name), name));
    const problems = read.flatMap((result) => result.problems);
    const definitions = read.flatMap(({ definition }) => (definition === null ? [] : [definition]));
    const missing = REPORT_NAMES.filter((name) => !files.includes(`${name}.json`));
    problems.push(
      ...missing.map((name): Problem => ({
        file: join(folder, `${name}.json`),
        message: 'This definition is missing.',
        remedy: 'Install Dealproof again, or restore the file.',
      })),
    );
    if (problems.length > 0) {
      throw new DomainError('invalid-configuration', 'The report definitions are wrong.', problems);
    }
    return new ReportDefinitions(new Map(definitions.map((definition) => [definition.name, definition])));
  }

  /** All definitions, by name. */
  all(): readonly ReportDefinition[] {
    return [...this.definitions.values()];
  }

  /** The definition of a report. @throws DomainError `not-found` naming the reports there are. */
  find(name: string): ReportDefinition {
    const definition = this.definitions.get(name);
    if (definition !== undefined) return definition;
    const near = nearest(name, REPORT_NAMES);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    throw new DomainError('not-found', `There is no report called ${name}.${hint}`, [
      { path: 'name', value: name, message: `The reports are ${REPORT_NAMES.join(', ')}.` },
    ]);
  }
}

interface ReadDefinition {
  readonly definition: ReportDefinition | null;
  readonly problems: Problem[];
}

function readDefinition(file: string, name: string): ReadDefinition {
  const wrong = (message: string, path?: string): ReadDefinition => ({
    definition: null,
    problems: [{ file, message, ...(path === undefined ? {} : { path }) }],
  });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const parsed = reportDefinitionSchema.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue): Problem => ({
      file,
      path: issue.path.join('.'),
      message: issue.message,
    }));
    return { definition: null, problems };
  }
  if (`${parsed.data.name}.json` !== name) return wrong(`The file must be called ${parsed.data.name}.json.`);
  try {
    resolveOptions(parsed.data, {});
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { definition: null, problems: error.problems.map((problem) => ({ ...problem, file })) };
  }
  return { definition: parsed.data, problems: [] };
}
