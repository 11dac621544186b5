import { formatMinorUnits } from '../../kernel/money.js';

/** An amount as people type it: no zeros behind the point that say nothing (`18000`, `18000.5`). */
export function plainAmount(minor: number, currency: string): string {
  const text = formatMinorUnits(minor, currency);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
