import { expect, it } from '@jest/globals';
import { IMPORT_KINDS } from '../../src/import/domain/record.js';
import { CO_SELL_COLUMNS } from '../../src/import/readers/co-sell-headers.js';
import { DEAL_KEYS } from '../../src/import/readers/deals-form.js';
import { DomainError, formatProblem } from '../../src/kernel/errors.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { blocksOf, codeIn, sectionOf, tableRows } from './doc-blocks.js';

const blocks = blocksOf('formats.md');
const examples = blocks.flatMap(({ attributes, text }) => {
  const file = attributes.get('file');
  return file === undefined
    ? []
    : [{ file, text, kind: attributes.get('kind'), refused: attributes.has('refused') }];
});

/** The problems that the guide says a file has; none where it says nothing. */
function toldProblems(file: string): readonly string[] {
  const told = blocks.find(({ attributes }) => attributes.get('problems-of') === file);
  return told === undefined ? [] : told.text.trimEnd().split('\n');
}

eachDatabase('the example files of the formats guide', (homes) => {
  it('go in, in the order of the guide, as the kind it says and with the refusals it shows', async () => {
    const book = await Book.open(await homes.create());
    for (const { file, text, kind } of examples.filter(({ refused }) => !refused)) {
      const { problems, ...result } = await book.importText(file, text);
      expect([file, result.kind, problems.map(formatProblem)]).toEqual([file, kind, toldProblems(file)]);
      expect([file, result.rejected]).toEqual([file, new Set(problems.map(({ row }) => row)).size]);
    }
  });

  it('are refused as a whole where the guide says so', async () => {
    const book = await Book.open(await homes.create());
    for (const { file, text } of examples.filter(({ refused }) => refused)) {
      const error: unknown = await book.importText(file, text).catch((thrown: unknown) => thrown);
      if (!(error instanceof DomainError)) throw new Error(`${file} was not refused`);
      expect([file, error.code, error.problems.map(formatProblem)]).toEqual([
        file,
        'invalid-file',
        toldProblems(file),
      ]);
    }
  });
});

it('the formats guide has an example of every kind of file', () => {
  const kinds = examples.flatMap(({ kind }) => kind ?? []);
  expect([...new Set(kinds)].toSorted()).toEqual([...IMPORT_KINDS].toSorted());
});

it('the formats guide lists every column of our own form for deals, in order', () => {
  const columns = tableRows(sectionOf('formats.md', 'columns deals')).map(
    ([column]) => codeIn(column ?? '')[0],
  );
  expect(columns).toEqual(DEAL_KEYS);
});

it('the formats guide names columns of the co-sell CSV as the file does', () => {
  const named = tableRows(sectionOf('formats.md', 'columns co-sell')).flatMap(([cell]) => codeIn(cell ?? ''));
  const known: readonly string[] = CO_SELL_COLUMNS.map(({ headers }) => headers[0]);
  expect(named.filter((column) => !known.includes(column))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});
