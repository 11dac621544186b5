import type { ImportKind } from './record.js';

/** A kind of file as it fits the headers of a table. */
export interface KindFit {
  readonly kind: ImportKind;
  /** How many of the headers the kind knows. */
  readonly matched: number;
  /** Required columns that are not there. */
  readonly missing: readonly string[];
}

/** The kind that a table is: all required columns are there, and it knows most of the headers; the first of equals. */
export function fittingKind(fits: readonly KindFit[]): KindFit | undefined {
  return mostMatched(fits.filter(({ missing }) => missing.length === 0));
}

/** The kind that a table comes nearest to though it lacks something; undefined when no header is known to any. */
export function nearestKind(fits: readonly KindFit[]): KindFit | undefined {
  return mostMatched(fits.filter(({ matched }) => matched > 0));
}

function mostMatched(fits: readonly KindFit[]): KindFit | undefined {
  return fits.reduce<KindFit | undefined>(
    (best, fit) => (best === undefined || fit.matched > best.matched ? fit : best),
    undefined,
  );
}
