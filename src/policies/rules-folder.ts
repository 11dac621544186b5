import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../kernel/clock.js';
import { compareText } from '../kernel/text.js';
import { textSha256 } from './domain/rule-set.js';
import { loadPolicyFolder, type PolicyFolder } from './policy-files.js';

/** A rules folder as it was read, with the digest of what was in it. */
export interface ReadFolder extends PolicyFolder {
  readonly digest: string;
}

/** Changes within this time may leave a file with the times it had: the clock of a file system ticks slowly. */
const SETTLED_MS = 50;

/** A rules folder that is read again when something in it changed, which asking for it finds out. */
export class RulesFolder {
  #kept: { readonly print: string; readonly folder: Promise<ReadFolder> } | null = null;

  constructor(readonly path: string) {}

  /** What is in the folder now. Never throws for what is in it. */
  async read(): Promise<ReadFolder> {
    const { print, settled } = await this.#print();
    if (this.#kept?.print === print) return this.#kept.folder;
    const folder = load(this.path);
    // The print was taken before reading, so what changes while the files are read shows at the next question.
    this.#kept = settled ? { print, folder } : null;
    return folder;
  }

  /** What tells one state of the folder from another without reading files: names, sizes, times and inodes. */
  async #print(): Promise<{ readonly print: string; readonly settled: boolean }> {
    const lines: string[] = [];
    let latest = 0n;
    const look = async (path: string, levels: number): Promise<void> => {
      try {
        const found = await stat(join(this.path, path), { bigint: true });
        const { dev, ino, size, mtimeNs, ctimeNs } = found;
        lines.push([JSON.stringify(path), dev, ino, size, mtimeNs, ctimeNs].join(' '));
        latest = [latest, mtimeNs, ctimeNs].reduce((a, b) => (a > b ? a : b));
        if (!found.isDirectory() || levels === 0) return;
        const names = await readdir(join(this.path, path));
        for (const name of names.toSorted(compareText)) await look(join(path, name), levels - 1);
      } catch (error) {
        // Reading the folder will tell what is wrong with it; here it is one more thing that can change.
        lines.push(`${JSON.stringify(path)} ${String(error)}`);
      }
    };
    await look('', 2);
    // The times of files are the machine's own, whatever clock the service was given.
    return { print: lines.join('\n'), settled: Number(latest / 1_000_000n) < systemClock() - SETTLED_MS };
  }
}

async function load(path: string): Promise<ReadFolder> {
  const folder = await loadPolicyFolder(path);
  const told = [...folder.texts].toSorted(([a], [b]) => compareText(a, b));
  return { ...folder, digest: textSha256(JSON.stringify([told, folder.problems])) };
}
