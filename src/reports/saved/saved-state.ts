import type { Problem } from '../../kernel/errors.js';
import { nodeAt } from '../../kernel/json/check-json.js';
import { compareText } from '../../kernel/text.js';
import { type OwnerFault, ownerFaults } from '../domain/owner-rights.js';
import { type ReportDefinition, REPORT_NAMES } from '../domain/report-definition.js';
import type { DeliveryTarget, Person, SavedReport } from '../domain/saved-report.js';
import { namesReport, type ParsedFile, parsePeople, parseSavedReport } from './parse-saved-report.js';
import type { FolderFile, FolderFiles } from './reports-folder.js';

/** The file of the folder that says who may have which reports made and sent. */
const PEOPLE = 'people.json';

/** Why a target is not allowed by the configuration, and which of its keys says so; null where it is. */
export type TargetCheck = (
  target: DeliveryTarget,
) => { readonly key: string; readonly message: string; readonly remedy: string } | null;

/** What a reports folder is checked against besides its own files. */
export interface CheckedAgainst {
  readonly base: (name: string) => ReportDefinition;
  readonly target: TargetCheck;
}

/** One file, as it is now and as it was last right. */
interface FileState<T> {
  readonly name: string;
  readonly text: string | null;
  /** What is wrong with the text as it is now. */
  readonly problems: readonly Problem[];
  readonly parsed: ParsedFile<T> | null;
  /** What is in force of it; null where it was never right since the start. */
  readonly inForce: T | null;
}

/** The saved reports and people in force, and everything that is wrong with the files. */
export interface SavedState {
  readonly reports: readonly FileState<SavedReport>[];
  readonly people: FileState<readonly Person[]> | null;
  /** In the order of the files and of the places in them. Files are named relative to the folder. */
  readonly problems: readonly Problem[];
  /** Files that were looked at: saved reports and people. */
  readonly files: number;
}

/** Nothing read yet. */
export const NOTHING_SAVED: SavedState = { reports: [], people: null, problems: [], files: 0 };

/**
 * What is in force after the files of a folder changed. A file that is wrong leaves what was last right of it in
 * force, and touches no other; a file that is gone takes its report with it.
 */
export function nextState(found: FolderFiles, before: SavedState, against: CheckedAgainst): SavedState {
  if (found.problems.length > 0) return { ...before, problems: found.problems };
  const people = found.files.find(({ name }) => name === PEOPLE);
  const known = people === undefined ? null : peopleState(people, before.people);
  const parsed = found.files.flatMap((file) => {
    const old = before.reports.find(({ name }) => name === file.name) ?? null;
    return file.name === PEOPLE ? [] : (reportState(file, old, against) ?? []);
  });
  const reports = withoutTwins(parsed, before.reports);
  const problems = [
    ...(known === null ? [] : told(known, 'the list of people')),
    ...reports.flatMap((state) => [
      ...told(state, `the report “${state.inForce?.name}”`),
      ...faults(state, known === null ? [] : known.inForce, against.target),
    ]),
  ];
  return {
    reports,
    people: known,
    problems: problems.toSorted(byPlace),
    files: reports.length + (known === null ? 0 : 1),
  };
}

/**
 * Checks the text of one saved report by itself, which may replace one of the same name.
 * @param people those in force; null where it is not known who they are.
 */
export function checkText(
  text: string,
  people: readonly Person[] | null,
  against: CheckedAgainst,
): { readonly report: SavedReport | null; readonly problems: readonly Problem[] } {
  const parsed = parseSavedReport(text, '', against.base);
  const state = { name: '', text, problems: parsed.problems, parsed, inForce: parsed.value };
  const problems = [...parsed.problems, ...faults(state, people, against.target)];
  return { report: parsed.value, problems: problems.map(({ file: _file, ...rest }) => rest) };
}

function peopleState(
  file: FolderFile,
  before: FileState<readonly Person[]> | null,
): FileState<readonly Person[]> {
  if (before !== null && before.text !== null && before.text === file.text) return before;
  return stateOf(
    file,
    file.text === null ? null : parsePeople(file.text, file.name),
    before?.inForce ?? null,
  );
}

/** Null for the definitions of the reports themselves, which may lie in the same folder: they hold no key `report`. */
function reportState(
  file: FolderFile,
  before: FileState<SavedReport> | null,
  against: CheckedAgainst,
): FileState<SavedReport> | null {
  if (before !== null && before.text !== null && before.text === file.text) {
    return stateOf(file, before.parsed, before.inForce);
  }
  const parsed = file.text === null ? null : parseSavedReport(file.text, file.name, against.base);
  const isBase = REPORT_NAMES.some((name) => file.name === `${name}.json`);
  const root = parsed?.root ?? null;
  if (isBase && before === null && root !== null && !namesReport(root)) return null;
  return stateOf(file, parsed, before?.inForce ?? null);
}

function stateOf<T>(file: FolderFile, parsed: ParsedFile<T> | null, before: T | null): FileState<T> {
  const problems = file.problem === null ? (parsed?.problems ?? []) : [file.problem];
  return { name: file.name, text: file.text, problems, parsed, inForce: parsed?.value ?? before };
}

/** Where two files give one name, the one that had it before keeps it, else the first by name of file. */
function withoutTwins(
  states: readonly FileState<SavedReport>[],
  before: readonly FileState<SavedReport>[],
): readonly FileState<SavedReport>[] {
  const had = new Map(before.map((state) => [state.inForce?.name, state.name]));
  const owners = new Map<string, string>();
  for (const { name, inForce } of states) {
    if (inForce === null) continue;
    if (!owners.has(inForce.name) || had.get(inForce.name) === name) owners.set(inForce.name, name);
  }
  return states.map((state) => {
    const owner = state.inForce === null ? undefined : owners.get(state.inForce.name);
    if (state.inForce === null || owner === undefined || owner === state.name) return state;
    const old = before.find(({ name }) => name === state.name)?.inForce ?? null;
    const twin: Problem = {
      file: state.name,
      ...placeOf(state, ['name']),
      message: `The name “${state.inForce.name}” is that of the saved report in ${owner} already.`,
      remedy: 'Give one of the two another name.',
    };
    const inForce = old === null || owners.has(old.name) ? null : old;
    return { ...state, problems: [...state.problems, twin], inForce };
  });
}

/** The problems of a file, which say so where an earlier version of it stays in force. */
function told<T>({ problems, inForce }: FileState<T>, what: string): readonly Problem[] {
  if (inForce === null) return problems;
  return problems.map((problem) => ({
    ...problem,
    remedy: `${problem.remedy ?? 'Correct it.'} Until then ${what} stays as it was.`,
  }));
}

/** What the owner may not do, and what the configuration does not allow. These leave the report in force. */
function faults(
  state: FileState<SavedReport>,
  people: readonly Person[] | null,
  check: TargetCheck,
): readonly Problem[] {
  const saved = state.parsed?.value ?? null;
  if (saved === null || saved !== state.inForce) return [];
  const ofTargets = saved.targets.map((target, index): OwnerFault | null => {
    const fault = check(target);
    return fault === null ? null : { ...fault, at: ['targets', index, fault.key] };
  });
  // Who the people are is not known where their file never was right, which is told of that file.
  const ofOwner = people === null ? [] : ownerFaults(saved, people);
  return [...ofOwner, ...ofTargets.filter((fault) => fault !== null)].map(({ at, message, remedy }) => ({
    file: state.name,
    ...placeOf(state, at),
    message,
    remedy,
  }));
}

function placeOf(
  { parsed }: FileState<SavedReport>,
  keys: readonly (string | number)[],
): Pick<Problem, 'line' | 'lineColumn' | 'path'> {
  if (parsed === null || parsed.root === null) return {};
  const { line, lineColumn, path } = nodeAt(parsed.root, keys);
  return { line, lineColumn, path };
}

function byPlace(a: Problem, b: Problem): number {
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.lineColumn ?? 0) - (b.lineColumn ?? 0) ||
    compareText(a.message, b.message)
  );
}
