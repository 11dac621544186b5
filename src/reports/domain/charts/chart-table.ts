import { currencyExponent } from '../../../kernel/money.js';
import { type Cell, measureOf, type Report, type Row } from '../report.js';
import { isList } from '../row-pages.js';

/** The most bars, or groups of bars, that a chart can show and be read. */
const MOST_CATEGORIES = 12;

/** A row of a table, read by what its columns are called whatever the currency. */
export class ChartRow {
  constructor(
    private readonly keys: ReadonlyMap<string, number>,
    private readonly row: Row,
    /** Minor units in a whole one. */
    private readonly unit: number,
  ) {}

  /** A cell as text; empty where there is none. */
  text(key: string): string {
    const cell = this.cell(key);
    return cell === null || typeof cell === 'object' ? '' : String(cell);
  }

  /** A cell that counts or is a quotient; null where it is empty. */
  number(key: string): number | null {
    const cell = this.cell(key);
    return typeof cell === 'number' || typeof cell === 'bigint' ? Number(cell) : null;
  }

  /** A cell of minor units in whole units of its currency; null where it is empty. */
  amount(measure: string): number | null {
    const minor = this.number(measure);
    return minor === null ? null : minor / this.unit;
  }

  private cell(key: string): Cell {
    const index = this.keys.get(key);
    return index === undefined ? null : (this.row[index] ?? null);
  }
}

/** A table of a report as a chart needs it. */
export interface ChartTable {
  readonly rows: readonly ChartRow[];
  readonly totals: ChartRow | null;
}

/** A table of a report by its name; null where there is none, or where its rows are a stream. */
export function chartTable(report: Report, name: string): ChartTable | null {
  const table = report.tables.find((candidate) => candidate.name === name);
  if (table === undefined || !isList(table.rows)) return null;
  const keys = new Map(table.columns.map((column, index) => [measureOf(column), index]));
  const unit = 10 ** currencyExponent(report.currency);
  return {
    rows: table.rows.map((row) => new ChartRow(keys, row, unit)),
    totals: table.totals === null ? null : new ChartRow(keys, table.totals, unit),
  };
}

/** The rows that matter most, as many as a chart can show, in the order they came in. */
export function foremost<T>(rows: readonly T[], weight: (row: T) => number): readonly T[] {
  if (rows.length <= MOST_CATEGORIES) return rows;
  const chosen = new Set(rows.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_CATEGORIES));
  return rows.filter((row) => chosen.has(row));
}

/** An amount in three digits or so, for people who look: 12.3 M. */
export function shortAmount(amount: number): string {
  const size = Math.abs(amount);
  if (size >= 999_500_000) return `${threeDigits(amount / 1e9)} bn`;
  if (size >= 999_500) return `${threeDigits(amount / 1e6)} M`;
  if (size >= 999.5) return `${threeDigits(amount / 1e3)} k`;
  return String(Math.round(amount));
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** A fraction as per cent: 12.3 %. */
export function percent(fraction: number | null): string {
  return fraction === null ? '–' : `${(fraction * 100).toFixed(1)} %`;
}

/** A count with its noun: 1 deal, 1,234 deals. */
export function counted(count: number, noun = 'deal'): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A count with its digits in groups: 1,234. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/gu, ',');
}
