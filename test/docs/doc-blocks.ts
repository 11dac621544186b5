import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');

/** A fenced block of a guide: its language, what its opening line says besides, and its text. */
export interface Block {
  readonly language: string;
  /** `file=deals.csv` as file → deals.csv; a bare word as word → ''. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

/** The text of a guide. */
export function guide(name: string): string {
  return readFileSync(join(DOCS, name), 'utf8');
}

/** All fenced blocks of a guide, in order. */
export function blocksOf(name: string): readonly Block[] {
  return [...guide(name).matchAll(/^```(\w+)(.*)\n([^]*?)^```$/gm)].map(([, language, info, text]) => ({
    language: language ?? '',
    attributes: new Map(
      (info ?? '')
        .split(' ')
        .filter((word) => word !== '')
        .map((word) => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)]),
    ),
    text: text ?? '',
  }));
}

/** The example files of a guide by name. */
export function exampleFiles(name: string): ReadonlyMap<string, string> {
  return new Map(
    blocksOf(name).flatMap(({ attributes, text }) => {
      const file = attributes.get('file');
      return file === undefined ? [] : [[file, text] as const];
    }),
  );
}

/** What stands in a guide between the comment `<!-- name -->` and the next `<!-- end -->`. */
export function sectionOf(guideName: string, name: string): string {
  const [, section] = guide(guideName).split(`<!-- ${name} -->`);
  if (section === undefined) throw new Error(`${guideName} has no section ${name}`);
  return section.split('<!-- end -->')[0] ?? '';
}

/** The rows of the tables in a piece of a guide, as cells; header rows are left out. */
export function tableRows(section: string): readonly (readonly string[])[] {
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
  const isRule = (row: readonly string[] | undefined): boolean =>
    row?.every((cell) => /^:?-+:?$/.test(cell)) ?? false;
  return rows.filter((row, index) => !isRule(row) && !isRule(rows[index + 1]));
}

/** What is written as code (between backticks) in a text. */
export function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');
}
