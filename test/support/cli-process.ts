import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { BuiltCli } from './built-cli.js';
import type { Home } from './each-database.js';
import { RULES } from './open-book.js';

/** What a command came to. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs in a process of its own, on the book of a home. */
export class CliProcess {
  /** Settles when it has ended. */
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;

  constructor(cli: BuiltCli, home: Home, args: readonly string[]) {
    const database = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
    const child = spawn(
      process.execPath,
      [cli.path, ...args, '--data', home.dataDir, '--rules', RULES, '--json'],
      { env: { ...database, PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child = child;
    const exit = once(child, 'exit');
    this.ended = (async () => {
      const [stdout, stderr, [code, signal]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        exit,
      ]);
      return { code, signal, stdout, stderr };
    })();
  }

  /** Ends it as the system does when there is no memory left: it hears nothing of it. */
  kill(): void {
    this.child.kill('SIGKILL');
  }
}
