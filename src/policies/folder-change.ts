import { randomUUID } from 'node:crypto';
import { mkdir, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DomainError } from '../kernel/errors.js';
import { bytesIfThere } from './bytes-if-there.js';

/** A file of the rules folder with its text before and after a change; null: it is not there. */
export interface FileChange {
  /** Relative to the rules folder, with `/`. */
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
}

interface Step extends FileChange {
  /** Where the file lies; where one is to be written behind a link, what the link leads to. */
  readonly path: string;
  /** The new text on the disk already, beside the file and not yet under its name; null: the file is to go. */
  readonly ready: string | null;
}

/** The names of new texts that wait beside the files they are for. */
const READY = /^[.].+[.]json[.][0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[.]new$/;

/**
 * Removes the new texts that a change left beside the files of a folder when it was killed. One that is going on in
 * another process fails by this, and says that it may be tried again.
 * @param files names of files, relative to the rules folder, in whose folders to look.
 */
export async function sweepNewTexts(rulesDir: string, files: readonly string[]): Promise<void> {
  const paths = files.map((file) => join(rulesDir, file));
  const real = await Promise.all(paths.map((path) => realpath(path).catch(() => path)));
  for (const folder of new Set([...paths, ...real].map((path) => dirname(path)))) {
    // A folder that is missing is made, and one that cannot be read is told of, where files are written into it.
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((each) => READY.test(each)))
      await rm(join(folder, name), { force: true });
  }
}

/**
 * A change of some files of a rules folder, in two halves: first the new texts are written beside the files, which
 * is what can fail; then, once it is decided, they take the files' names.
 */
export class FolderChange {
  private constructor(private readonly steps: readonly Step[]) {}

  /**
   * Writes the new texts, not under their names yet.
   * @throws DomainError `unavailable` when the folder cannot be written to.
   */
  static async ready(rulesDir: string, files: readonly FileChange[]): Promise<FolderChange> {
    const steps: Step[] = [];
    try {
      for (const file of files) {
        const named = join(rulesDir, file.file);
        const path = file.after === null ? named : await realpath(named).catch(() => named);
        // Names that begin with a dot are not read as rules.
        const ready =
          file.after === null ? null : join(dirname(path), `.${basename(path)}.${randomUUID()}.new`);
        steps.push({ ...file, path, ready });
        if (ready !== null) await mkdir(dirname(ready), { recursive: true });
        if (ready !== null) await writeFile(ready, file.after ?? '', { flush: true, flag: 'wx' });
      }
    } catch (error) {
      await new FolderChange(steps).drop();
      throw cannotWrite(
        'Nothing was changed: the rules folder cannot be written to.',
        rulesDir,
        error,
        AGAIN,
      );
    }
    return new FolderChange(steps);
  }

  /**
   * Makes sure that the files still are what the change was worked out from.
   * @throws DomainError `conflict` naming each that is not.
   */
  async requireUnchanged(): Promise<void> {
    const now = await Promise.all(this.steps.map(({ path }) => bytesIfThere(path)));
    const changed = this.steps.filter(({ before, after }, index) => {
      const text = now[index]?.toString('utf8') ?? null;
      // What is to go and has gone already is as it is to be.
      return text !== before && !(text === null && after === null);
    });
    if (changed.length === 0) return;
    throw new DomainError(
      'conflict',
      'Files of the rules folder were edited meanwhile.',
      changed.map(({ file, after }) => ({
        file,
        message: 'The file is not as it was.',
        remedy:
          after === null
            ? 'It would be removed, and with it what it says now: move it out of the rules folder to keep it, and try again.'
            : 'Put it back (dealproof rules restore), or look at what it says now, and try again.',
      })),
    );
  }

  /**
   * Lets the new texts take their places.
   * @param otherwise what to say, and to do, when one cannot.
   * @throws DomainError `unavailable` naming the first file that could not take its place.
   */
  async apply(otherwise: { readonly message: string; readonly remedy: string }): Promise<void> {
    for (const { file, path, ready } of this.steps) {
      try {
        if (ready === null) await rm(path, { force: true });
        else await rename(ready, path);
      } catch (error) {
        throw cannotWrite(otherwise.message, file, error, otherwise.remedy);
      }
    }
  }

  /** Takes the new texts away again; those that have taken their places stay. */
  async drop(): Promise<void> {
    for (const { ready } of this.steps) if (ready !== null) await rm(ready, { force: true });
  }
}

const AGAIN = 'Let the service write to the rules folder, and try again.';

function cannotWrite(message: string, file: string, error: unknown, remedy: string): DomainError {
  const reason = error instanceof Error ? error.message : String(error);
  return new DomainError('unavailable', message, [{ file, message: reason, remedy }], { cause: error });
}
