/**
 * Milliseconds from a failed attempt to the next: those after the first, then twice as long each time.
 * @param attempt how many were made, 1 or more.
 * @param longest at most so many milliseconds.
 */
export function backOff(attempt: number, first: number, longest: number): number {
  return Math.min(first * 2 ** (attempt - 1), longest);
}
