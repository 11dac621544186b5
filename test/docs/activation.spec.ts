import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { writeDraft } from '../activation/desk.js';
import { RulesCopy } from '../support/rules-copy.js';
import { commandsOf, inWordsOf, Terminal } from './console.js';
import { blocksOf, exampleFiles } from './doc-blocks.js';

const folder = mkdtempSync(join(tmpdir(), 'activation-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the guide to new versions', () => {
  it('shows what its commands really do, from draft to rollback', async () => {
    const terminal = new Terminal(folder, exampleFiles('formats.md'), new RulesCopy().path);
    mkdirSync(join(folder, 'drafts'));
    writeDraft(join(folder, 'drafts'));
    const blocks = blocksOf('activation.md');
    const shown = blocks.flatMap(({ language, text }) => (language === 'console' ? commandsOf(text) : []));
    expect(shown).toHaveLength(8);
    for (const { command, output } of shown) {
      const { code, seen } = await terminal.run(command);
      expect([command, inWordsOf(output, seen)]).toEqual([command, output]);
      expect([command, code]).toEqual([command, output.includes('was not activated') ? 1 : 0]);
    }
    const list = readFileSync(join(folder, 'changes.csv'), 'utf8');
    expect(list.replace('\uFEFF', '').replaceAll('\r', '')).toBe(
      blocks.find(({ language }) => language === 'csv')?.text,
    );
  });
});
