import { DomainError, type Problem } from '../../kernel/errors.js';
import { isZone } from '../../kernel/instants.js';
import { checkJson, nodeAt, plainValue } from '../../kernel/json/check-json.js';
import { didYouMean, Findings, type Position } from '../../kernel/json/findings.js';
import { type JsonNode, readJson } from '../../kernel/json/json-tree.js';
import type { JsonAdvice } from '../../kernel/json/scan-json.js';
import { currencies, isCurrency } from '../../kernel/money.js';
import { nearestCurrency } from '../../kernel/nearest-currency.js';
import { shorten } from '../../kernel/text.js';
import { cronProblem } from '../domain/cron.js';
import { ownerlessParts } from '../domain/owner-rights.js';
import { type ReportDefinition, REPORT_NAMES } from '../domain/report-definition.js';
import { type Person, peopleSchema, type SavedReport, savedReportSchema } from '../domain/saved-report.js';
import { resolveOptions } from '../options/resolve-options.js';

/** What to do about faults of JSON in files of saved reports. */
export const REPORT_ADVICE: JsonAdvice = {
  comment: 'Remove the comment; say what the report is for in “description”.',
  tooDeep: 'A saved report needs four levels at most; remove the rest.',
  tooLarge: 'A saved report takes a few lines; move what is not needed elsewhere.',
};

/** A file of the reports folder as it was read. */
export interface ParsedFile<T> {
  /** Null when anything is wrong with the file. */
  readonly value: T | null;
  /** Where its values stand; null when it is no JSON. */
  readonly root: JsonNode | null;
  /** In the order in which they stand in the file. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the text of a saved report and checks all that can be checked without other files: its form, the options of
 * its report, its schedule, and whether there is an owner where one is needed.
 * @param base gives the definition of a report.
 */
export function parseSavedReport(
  text: string,
  file: string,
  base: (name: string) => ReportDefinition,
): ParsedFile<SavedReport> {
  const findings = new Findings(file);
  const root = readJson(text, findings, REPORT_ADVICE);
  if (root === null) return { value: null, root, problems: findings.inOrder() };
  const value = checkJson(root, savedReportSchema, 'the saved report', findings);
  if (root.kind === 'object') new PartsCheck(root, findings).all(base);
  return value !== null && findings.none
    ? { value: inZone(value), root, problems: [] }
    : { value: null, root, problems: findings.inOrder() };
}

/** Whoever says by which clock a report is made means the days of that clock, too: UTC’s last week may be another. */
function inZone(saved: SavedReport): SavedReport {
  const { schedule, options } = saved;
  return schedule === undefined ? saved : { ...saved, options: { zone: schedule.zone, ...options } };
}

/** Reads the text of `people.json`. */
export function parsePeople(text: string, file: string): ParsedFile<readonly Person[]> {
  const findings = new Findings(file);
  const root = readJson(text, findings, REPORT_ADVICE);
  if (root === null) return { value: null, root, problems: findings.inOrder() };
  const people = checkJson(root, peopleSchema, 'the list of people', findings)?.people ?? [];
  people.forEach(({ name }, index) => {
    if (people.findIndex((other) => other.name === name) === index) return;
    const at = nodeAt(root, ['people', index, 'name']);
    findings.add(at, `“${shorten(name)}” is in the list twice.`, 'Remove one, or tell the two apart.');
  });
  return findings.none
    ? { value: people, root, problems: [] }
    : { value: null, root, problems: findings.inOrder() };
}

/** Whether a file of the reports folder is a saved report, which is told by its key `report`. */
export function namesReport(root: JsonNode): boolean {
  return root.kind === 'object' && root.members.has('report');
}

/** What a schema cannot tell; each part is checked where it is well-formed, whatever is wrong with the others. */
class PartsCheck {
  private readonly plain: ReadonlyMap<string, unknown>;

  constructor(
    private readonly root: JsonNode,
    private readonly findings: Findings,
  ) {
    this.plain = new Map(Object.entries(Object(plainValue(root))));
  }

  all(base: (name: string) => ReportDefinition): void {
    const { name, report, options, formats, owner, schedule, targets } = savedReportSchema.shape;
    const named = name.safeParse(this.plain.get('name'));
    if (named.success) this.#name(named.data);
    const asked = report.safeParse(this.plain.get('report'));
    const given = options.safeParse(this.plain.get('options'));
    if (asked.success && given.success) {
      this.#options(base(asked.data), given.data);
      this.#currency(given.data.currency);
    }
    const kinds = formats.safeParse(this.plain.get('formats'));
    if (kinds.success) this.#formats(kinds.data);
    const when = schedule.safeParse(this.plain.get('schedule'));
    if (when.success && when.data !== undefined) this.#schedule(when.data);
    const [who, where] = [
      owner.safeParse(this.plain.get('owner')),
      targets.safeParse(this.plain.get('targets')),
    ];
    if (who.success && asked.success) {
      const parts = {
        owner: who.data,
        report: asked.data,
        schedule: when.success ? when.data : undefined,
        targets: where.success ? where.data : [],
      };
      for (const { at, message, remedy } of ownerlessParts(parts)) this.#add(at, message, remedy);
    }
  }

  #name(name: string): void {
    if (!REPORT_NAMES.some((taken) => taken === name)) return;
    this.#add(['name'], `“${name}” is the name of a report of its own.`, 'Choose another name.');
  }

  #options(definition: ReportDefinition, given: Readonly<Record<string, unknown>>): void {
    try {
      resolveOptions(definition, given);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const told = error.problems.map(({ path, ...rest }) => ({ ...rest, path: path ?? '' }));
      for (const { path, value, message, remedy } of told) {
        const wanted = /^must be (.*)$/.exec(message)?.[1];
        const isTaken = definition.parameters.some((parameter) => parameter.name === path);
        const at = isTaken ? nodeAt(this.root, ['options', path]) : keyAt(this.root, 'options', path);
        if (wanted === undefined) this.findings.add(at, message, remedy ?? 'Correct it.');
        else {
          const shown = typeof given[path] === 'string' ? `“${value}”` : value;
          this.findings.add(at, `${shown} is not ${wanted}.`, wayOut(remedy, wanted));
        }
      }
    }
  }

  /** Of which currencies there are rates only the book knows; that it is one can be told without. */
  #currency(code: string | number | boolean | undefined): void {
    if (typeof code !== 'string' || isCurrency(code.trim().toUpperCase())) return;
    const meant = nearestCurrency(code, currencies());
    this.#add(
      ['options', 'currency'],
      `“${shorten(code)}” is no currency.`,
      meant === undefined ? 'Write its three letters (ISO 4217), such as EUR.' : `Did you mean “${meant}”?`,
    );
  }

  #formats(formats: readonly string[]): void {
    formats.forEach((format, index) => {
      if (formats.indexOf(format) === index) return;
      this.#add(['formats', index], `“${format}” is in the list already.`, 'Remove it.');
    });
  }

  #schedule({ cron, zone }: NonNullable<SavedReport['schedule']>): void {
    const problem = cronProblem(cron);
    if (problem !== null) {
      this.#add(
        ['schedule', 'cron'],
        `“${shorten(cron)}”: ${problem.message}`,
        problem.remedy ?? 'Correct it.',
      );
    }
    if (!isZone(zone)) {
      this.#add(
        ['schedule', 'zone'],
        `“${shorten(zone)}” is no time zone.`,
        didYouMean(
          zone,
          Intl.supportedValuesOf('timeZone'),
          'Write a name of the IANA list, such as Europe/Stockholm.',
        ),
      );
    }
  }

  #add(at: readonly (string | number)[], message: string, remedy: string): void {
    this.findings.add(nodeAt(this.root, at), message, remedy);
  }
}

/** Where the name of a member of a member stands; where nothing of the name stands, the member. */
function keyAt(root: JsonNode, member: string, name: string): Position {
  const node = nodeAt(root, [member]);
  return node.kind === 'object' ? (node.members.get(name)?.name ?? node) : node;
}

/** The nearest right word where there is one; else what was wanted, since an editor shows no description of options. */
function wayOut(remedy: string | undefined, wanted: string): string {
  if (remedy?.startsWith('Did you mean') === true) return remedy;
  return wanted === 'a text' ? 'Write it between double quotes.' : `Write ${wanted}.`;
}
