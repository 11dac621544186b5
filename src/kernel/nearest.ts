import { closest, distance } from 'fastest-levenshtein';

/** The known word nearest to a misspelt one, or undefined when none is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = word.toLowerCase();
  const best = closest(
    lower,
    known.map((candidate) => candidate.toLowerCase()),
  );
  const index = known.findIndex((candidate) => candidate.toLowerCase() === best);
  // A word that shares not even one letter with another was not meant to be it.
  const near = Math.min(word.length - 1, Math.max(2, Math.floor(word.length / 3)));
  return distance(lower, best) <= near ? known[index] : undefined;
}
