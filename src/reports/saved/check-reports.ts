import { basename, dirname } from 'node:path';
import type { Problem } from '../../kernel/errors.js';
import { compareText } from '../../kernel/text.js';
import { readOne, ReportsFolder } from './reports-folder.js';
import { type CheckedAgainst, NOTHING_SAVED, nextState } from './saved-state.js';

/** What a check of files of saved reports found. */
export interface ReportsCheck {
  /** Files that were checked: saved reports and people. */
  readonly files: number;
  /** Names of the saved reports that are right. */
  readonly reports: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Checks the saved reports of a folder, or one file of them together with what lies beside it. Throws for nothing
 * that is in it.
 */
export function checkReports(path: string, against: CheckedAgainst): ReportsCheck {
  const isFile = path.toLowerCase().endsWith('.json');
  const folder = isFile ? dirname(path) : path;
  const found = new ReportsFolder(folder, true).read();
  const file = isFile ? basename(path) : null;
  const missing = file !== null && !found.files.some(({ name }) => name === file);
  const files = missing ? [...found.files, readOne(folder, file)] : found.files;
  const state = nextState({ ...found, files }, NOTHING_SAVED, against);
  const right = state.reports.filter(
    ({ inForce: report, name }) => report !== null && (file ?? name) === name,
  );
  return {
    files: file === null ? state.files : 1,
    reports: right.map(({ inForce: report }) => report?.name ?? '').toSorted(compareText),
    problems: state.problems.filter(({ file: of }) => file === null || of === file || of === folder),
  };
}
