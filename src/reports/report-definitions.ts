import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DomainError, type Problem } from '../kernel/errors.js';
import { nearest } from '../kernel/nearest.js';
import { compareText } from '../kernel/text.js';
import { type ReportDefinition, REPORT_NAMES, reportDefinitionSchema } from './domain/report-definition.js';
import type { Person, SavedReport } from './domain/saved-report.js';
import type { ReportOptions } from './options/report-options.js';
import { overlaid, resolveOptions } from './options/resolve-options.js';
import { SavedReports, type SavedReportsSettings } from './saved/saved-reports.js';

/** `reports/` beside `package.json`, wherever below it this runs: sources, modules and bundle differ in their folders. */
const SHIPPED = join(programFolder(import.meta.dirname), 'reports');

/** A report as it is asked for: the definition that makes it, and the options that it is made with. */
export interface AskedReport {
  readonly definition: ReportDefinition;
  /** The saved report that was named; null where the report itself was. */
  readonly saved: SavedReport | null;
  readonly options: ReportOptions;
}

/** The definitions of the reports, read once and checked, and the saved reports as their files are at each moment. */
export class ReportDefinitions {
  private constructor(
    private readonly definitions: ReadonlyMap<string, ReportDefinition>,
    private readonly folder: SavedReports | null,
  ) {}

  /**
   * Reads the definition files of a folder; the shipped ones when none is named.
   * @param saved where saved reports are; without, there are none.
   * @throws DomainError `invalid-configuration` naming every file that is wrong or missing.
   */
  static read(folder = SHIPPED, saved: SavedReportsSettings | null = null): ReportDefinitions {
    const files = (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => isDefinition(name))
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
    const byName = new Map(definitions.map((definition) => [definition.name, definition]));
    return new ReportDefinitions(
      byName,
      saved === null ? null : new SavedReports(saved, (name) => found(byName, name)),
    );
  }

  /** All definitions, by name. */
  all(): readonly ReportDefinition[] {
    return [...this.definitions.values()];
  }

  /** The definition of a report. @throws DomainError `not-found` naming the reports there are. */
  find(name: string): ReportDefinition {
    return found(this.definitions, name, this.saved(), this.problems());
  }

  /**
   * What a report is made of that is asked for by its own name or by that of a saved report, whose options hold where
   * no other is given.
   * @throws DomainError `not-found` for an unknown name, `invalid-input` for options it cannot be made with.
   */
  asked(name: string, given: Readonly<Record<string, unknown>>): AskedReport {
    const saved = this.saved().find((each) => each.name === name) ?? null;
    const definition = this.find(saved?.report ?? name);
    const options = resolveOptions(definition, saved === null ? given : overlaid(saved.options, given));
    return { definition, saved, options };
  }

  /** What is wrong with options that a report is asked for with. @throws DomainError `not-found` for an unknown name. */
  wrongOptions(name: string, given: Readonly<Record<string, unknown>>): readonly Problem[] {
    try {
      this.asked(name, given);
      return [];
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid-input') return error.problems;
      throw error;
    }
  }

  /** The saved reports in force, by name. */
  saved(): readonly SavedReport[] {
    return this.folder?.reports() ?? [];
  }

  /** The saved report of a name. @throws DomainError `not-found` with the nearest name there is. */
  findSaved(name: string): SavedReport {
    const reports = this.saved();
    const report = reports.find((saved) => saved.name === name);
    if (report !== undefined) return report;
    throw notFound(
      'saved report',
      name,
      reports.map((saved) => saved.name),
      this.problems(),
    );
  }

  /** Who may answer for saved reports, as people.json says. */
  people(): readonly Person[] {
    return this.folder?.people() ?? [];
  }

  /**
   * What is wrong with the text of a saved report, which is not kept. Another report may have its name, since it may
   * be meant to replace that.
   */
  check(text: string): ReturnType<SavedReports['check']> {
    if (this.folder === null) throw new Error('There is no folder of saved reports to check against.');
    return this.folder.check(text);
  }

  /** Everything that is wrong with the files of saved reports now; what was right before stays in force. */
  problems(): readonly Problem[] {
    return this.folder?.problems() ?? [];
  }
}

/** The nearest folder that has a `package.json`, going up. */
function programFolder(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(folder, 'package.json')) || above === folder ? folder : programFolder(above);
}

/** Whether a file of the shipped folder defines a report; saved reports and people may lie beside. */
function isDefinition(file: string): boolean {
  return REPORT_NAMES.some((name) => file === `${name}.json`);
}

function found(
  definitions: ReadonlyMap<string, ReportDefinition>,
  name: string,
  saved: readonly SavedReport[] = [],
  problems: readonly Problem[] = [],
): ReportDefinition {
  const definition = definitions.get(name);
  if (definition !== undefined) return definition;
  throw notFound('report', name, [...REPORT_NAMES, ...saved.map((each) => each.name)], problems);
}

/** What is wrong with files is told with it, since one of them may be the one that is asked for. */
function notFound(
  what: string,
  name: string,
  names: readonly string[],
  problems: readonly Problem[],
): DomainError {
  const near = nearest(name, names);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  const there = names.length === 0 ? `There is no ${what} yet.` : `The ${what}s are ${names.join(', ')}.`;
  return new DomainError('not-found', `There is no ${what} called ${name}.${hint}`, [
    { path: 'name', value: name, message: there },
    ...problems,
  ]);
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
