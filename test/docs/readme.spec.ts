import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { commandsOf, inWordsOf, Terminal } from './console.js';

const ROOT = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the README', () => {
  it('shows what the demo and the five minutes after it really print', async () => {
    cpSync(join(ROOT, 'test', 'fixtures'), join(folder, 'test', 'fixtures'), { recursive: true });
    mkdirSync(join(folder, 'demo'));
    const terminal = new Terminal(folder, new Map());
    const blocks = [...readme.matchAll(/^```console\n([^]*?)^```/gm)].map(([, text]) => text ?? '');
    const shown = blocks.flatMap(commandsOf);
    expect(shown.length).toBeGreaterThan(6);
    for (const { command, output } of shown) {
      const { seen } = await terminal.run(
        command === 'dealproof demo' ? 'dealproof demo --data demo' : command,
      );
      expect([command, inWordsOf(output, seen)]).toEqual([command, output]);
    }
  });

  it('names npm scripts that there are', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    );
    const named = [...readme.matchAll(/npm (?:run )?(\w+)/g)].map(([, script]) => script ?? '');
    const own = named.filter((script) => script !== 'ci');
    expect(own.length).toBeGreaterThan(4);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(own));
  });
});
