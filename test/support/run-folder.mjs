// Plain JavaScript, since Jest loads the set-up before any of its transforms for ES modules.
import { mkdirSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const MEMORY = '/dev/shm';
/** What a run may need at one time, several times over. */
const ENOUGH_BYTES = 4 * 2 ** 30;
/** A run in another container may not be seen from here, but none takes so long. */
const LONG_AGO_MS = 3 * 3_600_000;
const NAME = /^dealproof-run-(\d+)$/;

/**
 * Makes the folder that is every test's temporary folder in this run: in memory where there is plenty, since books are
 * made and thrown away by the thousand. Folders of runs that were ended by force are removed.
 */
export function makeRunFolder() {
  const parent = hasRoom(MEMORY) ? MEMORY : tmpdir();
  for (const name of readdirSync(parent)) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const left = join(parent, name);
    if (Date.now() - statSync(left).mtimeMs > LONG_AGO_MS) rmSync(left, { recursive: true, force: true });
  }
  const folder = join(parent, `dealproof-run-${process.pid}`);
  // PostgreSQL's own user has to pass through it.
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  process.env.TMPDIR = folder;
}

/** Removes the folder and all that tests left in it; never a temporary folder that is shared with others. */
export function removeRunFolder() {
  const folder = tmpdir();
  if (NAME.test(basename(folder))) rmSync(folder, { recursive: true, force: true });
}

/** @param {string} folder */
function hasRoom(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    // There is no such folder on this system.
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
