import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { FACTS } from '../../src/policies/domain/vocabulary.js';
import { OUTCOMES } from '../../src/policies/domain/outcome.js';
import { commandsOf, inWordsOf, Terminal } from './console.js';
import { blocksOf, codeIn, exampleFiles, sectionOf, tableRows } from './doc-blocks.js';

const folder = mkdtempSync(join(tmpdir(), 'concepts-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the guide to the concepts', () => {
  it('shows what its examples really print', async () => {
    const terminal = new Terminal(
      folder,
      new Map([...exampleFiles('formats.md'), ...exampleFiles('concepts.md')]),
    );
    const shown = blocksOf('concepts.md').flatMap(({ text }) => commandsOf(text));
    expect(shown.length).toBeGreaterThanOrEqual(5);
    for (const { command, output } of shown) {
      const { code, seen } = await terminal.run(command);
      expect([command, inWordsOf(output, seen)]).toEqual([command, output]);
      expect([command, code]).toEqual([command, 0]);
    }
  });

  it('names every outcome, in the order in which they are tried', () => {
    const named = tableRows(sectionOf('concepts.md', 'outcomes')).map(
      ([outcome]) => codeIn(outcome ?? '')[0],
    );
    expect(named).toEqual(OUTCOMES);
  });

  it('says of every fact what can change it', () => {
    const kinds = ['by-partner', 'by-upgrade', 'by-microsoft', 'by-time', 'never'];
    expect(tableRows(sectionOf('concepts.md', 'changes')).map(([, facts]) => codeIn(facts ?? ''))).toEqual(
      kinds.map((kind) => FACTS.filter(({ changes }) => changes === kind).map(({ name }) => name)),
    );
  });
});
