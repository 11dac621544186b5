import { formatInstant } from '../kernel/instants.js';

const INSTANT_FIELDS = new Set(['createdAt', 'acceptedAt', 'closedAt', 'closedNotBefore', 'closedNotAfter']);

/** A field's value as people and other systems read it: instants as ISO 8601 texts, the rest as it is. */
export function shownValue(field: string, value: unknown): unknown {
  return typeof value === 'number' && INSTANT_FIELDS.has(field) ? formatInstant(value) : value;
}
