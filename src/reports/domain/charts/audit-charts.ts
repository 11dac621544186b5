import type { Report } from '../report.js';
import type { Chart } from './chart.js';
import { type ChartRow, chartTable, counted, foremost, grouped, shortAmount } from './chart-table.js';

/** The charts of the audit: what the exceptions are worth, and what each criterion costs. */
export function auditCharts(report: Report): readonly Chart[] {
  return [exceptions(report), criteria(report)].filter((chart) => chart !== null);
}

function exceptions(report: Report): Chart | null {
  const table = chartTable(report, 'exceptions');
  if (table === null || table.totals === null) return null;
  const isFine = (row: ChartRow): boolean => row.text('exception') === 'None';
  const found = table.rows.filter((row) => !isFine(row) && (row.number('deals') ?? 0) > 0);
  const sum = (of: (row: ChartRow) => number | null): number =>
    found.reduce((total, row) => total + (of(row) ?? 0), 0);
  const [deals, won] = [sum((row) => row.number('deals')), table.totals.number('deals') ?? 0];
  const shown = [...found, ...table.rows.filter(isFine)];
  const worth = shortAmount(sum((row) => row.amount('value')));
  return {
    kind: 'bars',
    title:
      deals === 0
        ? `Nothing to look at in ${counted(won, 'won deal')}`
        : `${grouped(deals)} of ${counted(won, 'won deal')}, worth ${worth} ${report.currency}, are to be looked at`,
    unit: 'amount',
    lying: true,
    categories: shown.map((row) => (isFine(row) ? 'Nothing to look at' : row.text('exception'))),
    series: [
      {
        name: `Value of the deals (${report.currency}), and how many they are`,
        role: 'main',
        values: shown.map((row) => row.amount('value')),
        labels: shown.map(labelOf),
      },
    ],
  };
}

function criteria(report: Report): Chart | null {
  const costly = (chartTable(report, 'criteria')?.rows ?? []).filter(
    (row) => (row.number('fails_alone') ?? 0) > 0,
  );
  const most = costly.toSorted((a, b) => (b.number('cost') ?? 0) - (a.number('cost') ?? 0));
  const [first] = most;
  if (first === undefined) return null;
  const rows = foremost(most, (row) => row.number('cost') ?? 0);
  return {
    kind: 'bars',
    title: `“${first.text('criterion')}” alone costs the most: ${shortAmount(first.amount('cost') ?? 0)} ${report.currency}`,
    unit: 'amount',
    lying: true,
    categories: rows.map((row) => row.text('criterion')),
    series: [
      {
        name: `Value of the deals that fail this criterion alone (${report.currency})`,
        role: 'bad',
        values: rows.map((row) => row.amount('cost')),
        labels: rows.map((row) => {
          const amount = shortAmount(row.amount('cost') ?? 0);
          return `${amount} · ${counted(row.number('fails_alone') ?? 0)}`;
        }),
      },
    ],
  };
}

function labelOf(row: ChartRow): string {
  return `${shortAmount(row.amount('value') ?? 0)} · ${counted(row.number('deals') ?? 0)}`;
}
