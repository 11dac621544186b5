/** A value that a report is narrowed to: an id or a word; null stands for deals of which none is on record. */
export type FilterValue = string | null;

/** What null is written as. */
const NONE = 'none';

const QUOTED_OR_PLAIN = /\s*(?:"((?:[^"]|"")*)"|([^",\s][^,]*)?)\s*(,|$)/y;

/**
 * The values of a filter from its text, with commas between them. As in CSV (RFC 4180) a value with a comma stands
 * between double quotes, and a double quote in it is doubled; what stands between quotes is an id also where it is the
 * word none. Undefined where a quote is not closed, or something stands beside one.
 */
export function filterValues(text: string): readonly FilterValue[] | undefined {
  const values: FilterValue[] = [];
  QUOTED_OR_PLAIN.lastIndex = 0;
  for (;;) {
    const found = QUOTED_OR_PLAIN.exec(text);
    if (found === null) return undefined;
    const [, quoted, told = '', end] = found;
    const plain = told.trim();
    values.push(quoted?.replaceAll('""', '"') ?? (plain === NONE ? null : plain));
    if (end === '') return values;
  }
}

/** The text that `filterValues` reads the same values from, with quotes where they are needed alone. */
export function writtenFilter(values: readonly FilterValue[]): string {
  return values.map(written).join(',');
}

function written(value: FilterValue): string {
  if (value === null) return NONE;
  const isPlain = value !== NONE && !/^"|,|^\s|\s$/.test(value);
  return isPlain ? value : `"${value.replaceAll('"', '""')}"`;
}
