import type { Deal } from './deal.js';

/** Whether two deals are the same in every field. */
export function sameDeal(a: Deal | null, b: Deal | null): boolean {
  if (a === null || b === null) return a === b;
  const other: Readonly<Record<string, unknown>> = { ...b };
  return Object.entries(a).every(
    ([field, value]) => value === other[field] || JSON.stringify(value) === JSON.stringify(other[field]),
  );
}
