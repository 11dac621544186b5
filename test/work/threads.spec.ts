import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildCli, type BuiltCli } from '../support/built-cli.js';
import { start } from './started-process.js';

// Only Linux tells of the threads of a process.
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('The service as it is installed', () => {
  const endings: (() => Promise<void>)[] = [];
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(async () => {
    for (const end of endings.toReversed()) await end();
    cli.remove();
  });

  /** Threads of the service while it serves. */
  const threadsOf = async (path: string): Promise<number> => {
    const dataDir = mkdtempSync(join(tmpdir(), 'dealproof-'));
    endings.push(async () => rmSync(dataDir, { recursive: true, force: true }));
    const home = { dataDir, databaseUrl: null, atEnd: (end: () => Promise<void>) => endings.push(end) };
    const { child, saying, ended } = start({ ...cli, path }, home, 'serve', '--port', '0');
    await saying('Ctrl+C stops it');
    const threads = readdirSync(`/proc/${child.pid}/task`).length;
    child.kill('SIGTERM');
    await ended;
    return threads;
  };

  it('has eight threads for statements and files, where Node has four', async () => {
    const installed = join(dirname(cli.path), 'dealproof.cjs');
    expect((await threadsOf(installed)) - (await threadsOf(cli.path))).toBe(4);
  });
});
