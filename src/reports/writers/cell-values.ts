import { formatInstant } from '../../kernel/instants.js';
import { formatMinorUnits } from '../../kernel/money.js';
import { percent } from '../domain/charts/chart-table.js';
import type { Cell, Column, Money } from '../domain/report.js';

/** Whether the cells of a column are numbers, as opposed to words, ids and times. */
export function isNumeric({ type }: Column): boolean {
  return type !== 'text' && type !== 'date' && type !== 'instant';
}

/**
 * A cell as plain text that says exactly what it holds, the same for every format: decimals for money, ISO 8601 for
 * times; null for an empty cell.
 * @throws TypeError when a report put a value of the wrong kind into the column.
 */
export function plainText(cell: Cell, column: Column): string | null {
  if (cell === null) return null;
  switch (column.type) {
    case 'text':
    case 'date':
      if (typeof cell === 'string') return cell;
      break;
    case 'integer':
      if (typeof cell === 'bigint' || Number.isSafeInteger(cell)) return String(cell);
      break;
    case 'percent':
    case 'ratio':
      if (typeof cell === 'number' && Number.isFinite(cell)) return String(cell);
      break;
    case 'amount':
      if (typeof cell === 'bigint' || (typeof cell === 'number' && Number.isSafeInteger(cell))) {
        return formatMinorUnits(cell, column.currency);
      }
      break;
    case 'money':
      if (isMoney(cell)) return formatMinorUnits(cell.minor, cell.currency);
      break;
    case 'instant':
      if (typeof cell === 'number') return formatInstant(cell);
  }
  throw new TypeError(`The column ${column.key} (${column.type}) cannot hold ${String(cell)}.`);
}

/** A cell as people read it: digits in groups, shares in per cent, times without letters; null for an empty cell. */
export function shownText(cell: Cell, column: Column): string | null {
  const plain = plainText(cell, column);
  if (plain === null) return null;
  if (column.type === 'percent' && typeof cell === 'number') return percent(cell);
  if (column.type === 'ratio' && typeof cell === 'number') return cell.toFixed(2);
  if (column.type === 'instant') return plain.replace('T', ' ').replace(/(?:\.\d+)?Z$/u, '');
  if (!isNumeric(column)) return plain;
  const [whole = '', decimals] = plain.split('.');
  const inGroups = whole.replace(/\B(?=(\d{3})+$)/gu, ',');
  const number = decimals === undefined ? inGroups : `${inGroups}.${decimals}`;
  return isMoney(cell) ? `${number} ${cell.currency}` : number;
}

/** Whether a cell is an amount with a currency of its own. */
export function isMoney(cell: Cell): cell is Money {
  return typeof cell === 'object' && cell !== null;
}
