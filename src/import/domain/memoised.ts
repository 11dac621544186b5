import type { Translator } from './findings.js';

/** Texts kept for each translator: columns that repeat hold fewer, and those that do not shall not fill the memory. */
const MOST_TEXTS = 4096;

/**
 * The same translator, which remembers what it made of a text: files repeat their dates, countries and people from
 * row to row. Refusals are not remembered, since each of them has its own place to tell of. What is returned is
 * shared, so it must be of a kind that nobody changes.
 */
export function memoised<T>(translator: Translator<T>): Translator<T> {
  const known = new Map<string, T>();
  return (text, refuse) => {
    const held = known.get(text);
    if (held !== undefined) return held;
    const value = translator(text, refuse);
    if (value === undefined) return undefined;
    if (known.size === MOST_TEXTS) known.clear();
    known.set(text, value);
    return value;
  };
}
