/** A piece of SQL with the values that its question marks stand for, in their order. Values are never spliced in. */
export interface Fragment {
  readonly sql: string;
  readonly bindings: readonly (string | number)[];
}

/** A piece of SQL and its values. */
export function fragment(sql: string, ...bindings: readonly (string | number)[]): Fragment {
  return { sql, bindings };
}

/** A condition that no row meets: what pieces joined by “or” may begin with, so that there may be none. */
export const NEVER = fragment('1 = 0');

/**
 * Pieces in brackets with a word between them, `(a) and (b)`; many of them as halves of halves, since SQLite takes no
 * expression more than a thousand levels deep.
 */
export function joined(parts: readonly Fragment[], word: 'and' | 'or' | '+'): Fragment {
  const [only] = parts;
  if (only === undefined) throw new RangeError('there is nothing to join');
  if (parts.length === 1) return { sql: `(${only.sql})`, bindings: only.bindings };
  const middle = Math.ceil(parts.length / 2);
  const [first, second] = [joined(parts.slice(0, middle), word), joined(parts.slice(middle), word)];
  const bracketed = (half: Fragment, size: number): string => (size === 1 ? half.sql : `(${half.sql})`);
  return {
    sql: `${bracketed(first, middle)} ${word} ${bracketed(second, parts.length - middle)}`,
    bindings: [...first.bindings, ...second.bindings],
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
