import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { codeIn, sectionOf, tableRows } from './doc-blocks.js';

const ROOT = join(import.meta.dirname, '..', '..');
const GUIDE = 'metrics.md';
const PARTS = ['what is counted', 'files', 'schedules and delivery'];
const rows = PARTS.flatMap((part) => tableRows(sectionOf(GUIDE, `known mistakes: ${part}`)));

/** The titles of the tests of a file; of a test with a table of cases as it is before they are put in. */
function titlesIn(file: string): readonly string[] {
  const path = join(ROOT, file);
  if (!existsSync(path)) return [];
  const source = readFileSync(path, 'utf8');
  return [...source.matchAll(/(?:\bit|\))\(\s*'([^'\n]+)',/g)].map(([, title]) => title ?? '');
}

/** The tests that a cell of the table names: the file, and the title. */
function testsIn(cell: string): readonly (readonly [file: string, title: string])[] {
  let file = '';
  return codeIn(cell).flatMap((code) => {
    if (!code.endsWith('.spec.ts')) return [[file, code] as const];
    file = code;
    return [];
  });
}

describe('the known ways to get it wrong, in the guide to the reports', () => {
  it.each(rows)('%s: %s', (_mistake, _instead, heldBy) => {
    const named = testsIn(heldBy ?? '');
    expect(named).not.toEqual([]);
    const missing = named.filter(([file, title]) => !titlesIn(file).includes(title));
    expect(missing).toEqual([]);
  });

  it('are many', () => {
    expect(rows.length).toBeGreaterThan(40);
  });
});
