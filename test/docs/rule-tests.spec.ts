import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { commandsOf, inWordsOf, Terminal } from './console.js';
import { blocksOf, exampleFiles } from './doc-blocks.js';

const folder = mkdtempSync(join(tmpdir(), 'rule-tests-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the guide to testing rules', () => {
  it('shows what its examples really print', async () => {
    const terminal = new Terminal(folder, exampleFiles('rule-tests.md'));
    const shown = blocksOf('rule-tests.md').flatMap(({ language, text }) =>
      language === 'console' ? commandsOf(text) : [],
    );
    expect(shown.length).toBeGreaterThan(2);
    for (const { command, output } of shown) {
      const { seen } = await terminal.run(command);
      expect([command, inWordsOf(output, seen)]).toEqual([command, output]);
    }
  });
});
