import type { SightingFields } from '../../deals/domain/sighting.js';

/** Sighting fields while a record is being read. */
export type Told = { -readonly [Field in keyof SightingFields]: SightingFields[Field] };

/** Notes what a record tells of a field; a record that tells nothing of it leaves the field absent. */
export function tell<Field extends keyof Told>(told: Told, field: Field, value: Told[Field]): void {
  if (value !== undefined) told[field] = value;
}
