import { nearest } from '../../kernel/nearest.js';

/** Which of some currencies (ISO 4217) a misspelt one was meant to be; undefined when none is near enough. */
export function nearestCurrency(code: string, known: readonly string[]): string | undefined {
  // Among codes of three letters every other is near to any: letters that changed places tell more.
  const swapped = known.filter((each) => lettersOf(each) === lettersOf(code));
  return nearest(code, swapped.length > 0 ? swapped : known);
}

function lettersOf(code: string): string {
  return [...code.toUpperCase()].toSorted().join('');
}
