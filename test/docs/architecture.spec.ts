import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { codeIn, guide, sectionOf, tableRows } from './doc-blocks.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** The folders of src/ with what each may import besides itself, as the rules of dependency-cruiser say. */
async function layers(): Promise<readonly (readonly [string, readonly string[]])[]> {
  const path = join(ROOT, '.dependency-cruiser.js');
  const config: unknown = await import(path);
  const text = JSON.stringify(config);
  return [...text.matchAll(/"comment":"([\w-]+) may import ([\w, -]+)"/g)].map(
    ([, folder = '', others = '']) => [folder, others.split(', ').filter((other) => other !== folder)],
  );
}

describe('the guide to the architecture', () => {
  it('lists what every folder may import as the lint checks it', async () => {
    const checked = await layers();
    expect(checked.length).toBeGreaterThan(10);
    const told = tableRows(sectionOf('architecture.md', 'layers')).map((cells) => cells.join(' | '));
    const lines = checked.map(([folder, others]) => {
      const named = others.map((other) => `\`${other}\``).join(', ');
      return `\`${folder}\` | ${named === '' ? 'nothing' : named}`;
    });
    expect(told).toEqual(lines);
  });

  it('lists every table of the database', () => {
    const migrations = join(ROOT, 'src/database/migrations');
    const created = readdirSync(migrations).flatMap((file) =>
      [...readFileSync(join(migrations, file), 'utf8').matchAll(/createTable\('(\w+)'/g)].map(
        ([, table]) => table,
      ),
    );
    const told = tableRows(sectionOf('architecture.md', 'tables')).flatMap(([cell]) => codeIn(cell ?? ''));
    expect(told.toSorted()).toEqual(created.toSorted());
  });
});

describe('the guides', () => {
  const names = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));

  it.each(names)('%s links only to pages and headings that are there', (name) => {
    const links = [...guide(name).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    for (const [, page = '', heading] of links) {
      const target = page === '' ? name : page;
      expect(names).toContain(target);
      if (heading === undefined) continue;
      const headings = [...guide(target).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
        text
          .toLowerCase()
          .replace(/[^\p{L}\p{N} -]/gu, '')
          .replaceAll(' ', '-'),
      );
      expect(headings).toContain(heading);
    }
  });
});
