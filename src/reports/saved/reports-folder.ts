import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../kernel/clock.js';
import type { Problem } from '../../kernel/errors.js';
import { fileErrorCode, fileErrorInWords } from '../../kernel/file-errors.js';
import { describeSize, MAX_BYTES } from '../../kernel/json/json-tree.js';
import { compareText } from '../../kernel/text.js';
import { REPORT_ADVICE } from './parse-saved-report.js';

/** A file of the reports folder, or why it cannot be read. */
export type FolderFile = { readonly name: string } & (
  { readonly text: string; readonly problem: null } | { readonly text: null; readonly problem: Problem }
);

/** What lies in a reports folder at one moment. */
export interface FolderFiles {
  /** Ordered by name. */
  readonly files: readonly FolderFile[];
  /** What is wrong with the folder itself. */
  readonly problems: readonly Problem[];
}

/** Changes within this time may leave a file with the times it had: the clock of a file system ticks slowly. */
const SETTLED_MS = 50;

/**
 * The JSON files of a folder, which are read again when something in it changed; asking finds that out. The folder is
 * small and asked for at every tick, so it is read at once instead of making everybody wait in turn.
 */
export class ReportsFolder {
  #kept: { readonly print: string; readonly files: FolderFiles } | null = null;

  /** @param needed whether it is a mistake when there is no such folder. */
  constructor(
    readonly path: string,
    private readonly needed: boolean,
  ) {}

  /** What is in the folder now; the same object as long as nothing changed. Never throws for what is in it. */
  read(): FolderFiles {
    const listed = this.#list();
    if (listed.problem !== null) return { files: [], problems: [listed.problem] };
    const { print, settled } = printOf(this.path, listed.names);
    if (this.#kept?.print === print) return this.#kept.files;
    const files = { files: listed.names.map((name) => readOne(this.path, name)), problems: [] };
    // The print was taken before reading, so what changes while the files are read shows at the next question.
    this.#kept = settled ? { print, files } : null;
    return files;
  }

  /** Names that begin with a dot belong to editors and version control, and `*.schema.json` is for editors, too. */
  #list(): { readonly names: readonly string[]; readonly problem: Problem | null } {
    try {
      const names = readdirSync(this.path).filter(
        (name) => /\.json$/i.test(name) && !name.startsWith('.') && !name.endsWith('.schema.json'),
      );
      return { names: names.toSorted(compareText), problem: null };
    } catch (error) {
      const reason = fileErrorCode(error);
      if (reason === 'ENOENT' && !this.needed) return { names: [], problem: null };
      const message = `The folder of saved reports cannot be read: ${fileErrorInWords(error)}.`;
      const remedy = 'Check that it exists and that you may read it, or name another with --reports.';
      return { names: [], problem: { file: this.path, message, remedy } };
    }
  }
}

/** What tells one state of the files from another without reading them: names, sizes, times and inodes. */
function printOf(
  folder: string,
  names: readonly string[],
): { readonly print: string; readonly settled: boolean } {
  let latest = 0n;
  const lines = names.map((name) => {
    try {
      const { dev, ino, size, mtimeNs, ctimeNs } = statSync(join(folder, name), { bigint: true });
      latest = [latest, mtimeNs, ctimeNs].reduce((a, b) => (a > b ? a : b));
      return [JSON.stringify(name), dev, ino, size, mtimeNs, ctimeNs].join(' ');
    } catch (error) {
      // Reading the file will tell what is wrong with it; here it is one more thing that can change.
      return `${JSON.stringify(name)} ${fileErrorCode(error)}`;
    }
  });
  // The times of files are the machine's own, whatever clock the service was given.
  return { print: lines.join('\n'), settled: Number(latest / 1_000_000n) < systemClock() - SETTLED_MS };
}

/** One file of a folder, or why it cannot be read; at most 1 MiB of UTF-8. */
export function readOne(folder: string, name: string): FolderFile {
  const unreadable = (message: string, remedy: string): FolderFile => ({
    name,
    text: null,
    problem: { file: name, message, remedy },
  });
  if (!name.endsWith('.json')) {
    return unreadable('The ending of this file is not written as .json.', 'Rename it to end in .json.');
  }
  try {
    const found = statSync(join(folder, name));
    if (!found.isFile()) return unreadable('This is no file.', 'Give it a name that does not end in .json.');
    if (found.size > MAX_BYTES) {
      const { message, remedy } = describeSize(found.size, REPORT_ADVICE);
      return unreadable(message, remedy);
    }
    const bytes = readFileSync(join(folder, name));
    if (isUtf8(bytes)) return { name, text: bytes.toString('utf8'), problem: null };
    return unreadable('The file is not UTF-8 text.', 'Save it as UTF-8.');
  } catch (error) {
    return unreadable(
      `The file cannot be read: ${fileErrorInWords(error)}.`,
      'Check its name, and that you may read it.',
    );
  }
}
