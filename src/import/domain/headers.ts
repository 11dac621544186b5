import { normaliseWord } from './words.js';
import type { Column, Columns } from './row.js';

/** A column that a form knows. */
export interface ColumnSpec<Field extends string> {
  readonly field: Field;
  /** All spellings it goes by; the first is the one shown. Compared by letters and digits only. */
  readonly headers: readonly string[];
  /** A file without it is not of this form. */
  readonly required?: boolean;
  /** The header ends in a number and may come any number of times: `Solution 1`, `Solution 2`. */
  readonly numbered?: boolean;
}

/** How the header row of a file fits a form. */
export interface HeaderMatch<Field extends string> {
  readonly columns: Columns<Field>;
  /** How many headers of the file the form knows. */
  readonly matched: number;
  /** Required columns that the file lacks, by the name shown. */
  readonly missing: readonly string[];
  /** Headers that mean the same column: the first one met and its repetition. */
  readonly repeated: readonly { readonly first: string; readonly again: string }[];
}

/**
 * Matches the header row of a file to the columns of a form: ignoring case, blanks and punctuation, in any order.
 * Headers the form does not know are left alone. The translated headers come from translated documentation, where
 * spelling varies from month to month (bulk CSV notes, sections 5 and 7).
 */
export function matchHeaders<Field extends string>(
  specs: readonly ColumnSpec<Field>[],
  headers: readonly string[],
): HeaderMatch<Field> {
  const bySpelling = spellings(specs);
  const placed = new Map<
    string,
    { readonly field: Field; readonly number: number; readonly column: Column }
  >();
  const repeated: { first: string; again: string }[] = [];
  for (const [index, header] of headers.entries()) {
    const known = findColumn(bySpelling, normaliseWord(header));
    if (!known) continue;
    const key = `${known.spec.field} ${known.number}`;
    const before = placed.get(key);
    if (before) repeated.push({ first: before.column.header, again: header });
    else
      placed.set(key, {
        field: known.spec.field,
        number: known.number,
        column: { index, header: header.trim() },
      });
  }
  const inOrder = [...placed.values()].toSorted((a, b) => a.number - b.number);
  const columns = new Map<Field, readonly Column[]>();
  for (const { field, column } of inOrder) columns.set(field, [...(columns.get(field) ?? []), column]);
  const missing = specs
    .filter((spec) => spec.required && !columns.has(spec.field))
    .flatMap((spec) => spec.headers.slice(0, 1));
  return { columns, matched: placed.size, missing, repeated };
}

function spellings<Field extends string>(
  specs: readonly ColumnSpec<Field>[],
): ReadonlyMap<string, ColumnSpec<Field>> {
  return new Map(
    specs.flatMap((spec) => spec.headers.map((header) => [normaliseWord(header), spec] as const)),
  );
}

function findColumn<Field extends string>(
  bySpelling: ReadonlyMap<string, ColumnSpec<Field>>,
  word: string,
): { readonly spec: ColumnSpec<Field>; readonly number: number } | undefined {
  const whole = bySpelling.get(word);
  if (whole && !whole.numbered) return { spec: whole, number: 1 };
  const digits = /\d{1,4}$/.exec(word)?.[0] ?? '';
  const stem = bySpelling.get(word.slice(0, word.length - digits.length));
  return stem?.numbered ? { spec: stem, number: Number(digits || 1) } : undefined;
}
