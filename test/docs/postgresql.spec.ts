import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/env.js';
import { codeIn, guide, tableRows } from './doc-blocks.js';

const SETTING = /DEALPROOF_PG_\w+/g;

describe('the guide to PostgreSQL', () => {
  const [, limits = ''] = guide('postgresql.md').split('## Connections and limits');
  const told = tableRows(limits.split('\n## ')[0] ?? '').map(
    ([name = '', unset = '']) => [codeIn(name)[0] ?? '', unset] as const,
  );

  it('tells every setting there is, and no other', () => {
    const source = readFileSync(join(import.meta.dirname, '../../src/config/env.ts'), 'utf8');
    const names = [...new Set(source.match(SETTING))];
    expect(names.length).toBeGreaterThan(5);
    expect(told.map(([name]) => name).toSorted()).toEqual(names.toSorted());
  });

  it('tells what holds where nothing is set', () => {
    const unset = loadConfig({}).postgres;
    expect(loadConfig(Object.fromEntries(told)).postgres).toEqual(unset);
    for (const [name, value] of told) {
      const other = loadConfig({ [name]: String(Number(value) + 1) }).postgres;
      expect([name, Object.values(other).toSorted()]).not.toEqual([name, Object.values(unset).toSorted()]);
    }
  });

  it('names only settings that there are', () => {
    for (const name of guide('postgresql.md').match(SETTING) ?? [])
      expect(told.map(([one]) => one)).toContain(name);
  });
});
