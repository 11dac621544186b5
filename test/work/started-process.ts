import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { BuiltCli } from '../support/built-cli.js';
import type { Home } from '../support/each-database.js';
import { RULES } from '../support/open-book.js';

/** What a process writes and how it ends. */
export interface Process {
  readonly child: ChildProcess;
  /** Everything written so far, data and messages. */
  said(): string;
  /** Settles when that was written. */
  saying(text: string): Promise<void>;
  /** Exit code, or the signal that it died of. */
  readonly ended: Promise<number | string | null>;
}

/** Starts a command of the command line on the book of a home, in a process of its own. */
export function start(cli: BuiltCli, home: Home, ...words: readonly string[]): Process {
  const child = spawn(process.execPath, [cli.path, ...words], {
    env: {
      DEALPROOF_DATA: home.dataDir,
      DEALPROOF_RULES: RULES,
      ...(home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  home.atEnd(async () => {
    child.kill('SIGKILL');
  });
  let said = '';
  const heed = (text: Buffer): void => {
    said += text.toString();
    child.emit('said');
  };
  child.stdout.on('data', heed);
  child.stderr.on('data', heed);
  child.once('close', () => child.emit('said'));
  return {
    child,
    said: () => said,
    saying: async (text) => {
      while (!said.includes(text)) {
        if (child.exitCode !== null) throw new Error(`It ended without saying “${text}”: ${said}`);
        await once(child, 'said');
      }
    },
    ended: new Promise((resolve) => {
      child.once('close', (code, signal) => resolve(code ?? signal));
    }),
  };
}
