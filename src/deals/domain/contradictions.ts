import { compareText } from '../../kernel/text.js';
import type { Sighting } from './sighting.js';

/**
 * Which of a deal’s new sightings are kept beside those that the book holds. A file whose rows are as of `fileTime`,
 * having no times of their own, cannot say two things of one deal: the same of two is left out whatever their order,
 * namely the one that would not be believed either.
 */
export function withoutContradicting(
  fresh: readonly Sighting[],
  held: readonly Sighting[],
  fileTime: number,
): { readonly added: readonly Sighting[]; readonly left: readonly Sighting[] } {
  if (fresh.length + held.length < 2) return { added: fresh, left: [] };
  const all = [...held, ...fresh];
  const left = fresh.filter((one) => one.asOf === fileTime && all.some((other) => yields(one, other)));
  return { added: fresh.filter((one) => !left.includes(one)), left };
}

/** Whether another record of the same kind and time tells otherwise of a field and is the one to be believed. */
function yields(one: Sighting, other: Sighting): boolean {
  if (one.source !== other.source || one.asOf !== other.asOf) return false;
  if (compareText(one.contentHash, other.contentHash) >= 0) return false;
  const told = new Map<string, unknown>(Object.entries(other.fields));
  return Object.entries(one.fields).some(
    ([field, value]) =>
      told.get(field) !== undefined &&
      value !== undefined &&
      JSON.stringify(told.get(field)) !== JSON.stringify(value),
  );
}
