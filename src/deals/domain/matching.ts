/**
 * A D-U-N-S number as it is matched: digits without leading zeros, since files are seen to lose them (the
 * documented sample has eight digits of nine). Null when nothing is left.
 */
export function dunsKey(duns: string | null): string | null {
  const digits = (duns ?? '').replace(/\D/g, '').replace(/^0+/, '');
  return digits === '' ? null : digits;
}

/** A customer's name as it is matched: compatibility forms, case and runs of white space folded. */
export function nameKey(name: string | null): string | null {
  const folded = (name ?? '').normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  return folded === '' ? null : folded;
}
