/** A piece of SQL with the values that its question marks stand for, in their order. Values are never spliced in. */
export interface Fragment {
  readonly sql: string;
  readonly bindings: readonly (string | number)[];
}

/** A piece of SQL and its values. */
export function fragment(sql: string, ...bindings: readonly (string | number)[]): Fragment {
  return { sql, bindings };
}

/** Pieces in brackets with a word between them, `(a) and (b)`. */
export function joined(parts: readonly Fragment[], word: 'and' | 'or' | '+'): Fragment {
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(` ${word} `),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}

/** A text in which `{}` stands, in order, for the pieces. */
export function woven(text: string, ...pieces: readonly Fragment[]): Fragment {
  const parts = text.split('{}');
  if (parts.length !== pieces.length + 1) throw new RangeError(`${pieces.length} pieces do not fit ${text}`);
  return {
    sql: parts.map((part, index) => part + (pieces[index]?.sql ?? '')).join(''),
    bindings: pieces.flatMap(({ bindings }) => bindings),
  };
}
