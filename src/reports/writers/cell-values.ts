import { formatInstant } from '../../kernel/instants.js';
import { formatMinorUnits } from '../../kernel/money.js';
import type { Cell, Column, Money } from '../domain/report.js';

/** A cell as plain text that says exactly what it holds: decimals for money, ISO 8601 for times. */
export interface PlainCell {
  readonly text: string;
  /** Whether the text is a number, as opposed to words, an id or a date. */
  readonly isNumber: boolean;
}

/**
 * The plain text of a cell, the same for every format; null for an empty cell.
 * @throws TypeError when a report put a value of the wrong kind into the column.
 */
export function plainCell(cell: Cell, column: Column): PlainCell | null {
  if (cell === null) return null;
  switch (column.type) {
    case 'text':
    case 'date':
      if (typeof cell === 'string') return { text: cell, isNumber: false };
      break;
    case 'integer':
      if (typeof cell === 'bigint' || Number.isSafeInteger(cell)) {
        return { text: String(cell), isNumber: true };
      }
      break;
    case 'percent':
    case 'ratio':
      if (typeof cell === 'number' && Number.isFinite(cell)) return { text: String(cell), isNumber: true };
      break;
    case 'usd':
      if (typeof cell === 'bigint' || (typeof cell === 'number' && Number.isSafeInteger(cell))) {
        return { text: formatMinorUnits(cell, 'USD'), isNumber: true };
      }
      break;
    case 'money':
      if (isMoney(cell)) return { text: formatMinorUnits(cell.minor, cell.currency), isNumber: true };
      break;
    case 'instant':
      if (typeof cell === 'number') return { text: formatInstant(cell), isNumber: false };
  }
  throw new TypeError(`The column ${column.key} (${column.type}) cannot hold ${String(cell)}.`);
}

/** Whether a cell is an amount with a currency of its own. */
export function isMoney(cell: Cell): cell is Money {
  return typeof cell === 'object' && cell !== null;
}
