import type { Report } from '../report.js';
import type { Chart } from './chart.js';
import { chartTable, counted, grouped, percent } from './chart-table.js';

/** Months that a chart shows at most. */
const MOST_MONTHS = 24;

/** The charts of the conversion: how far the deals came, and how the win rate moved from month to month. */
export function conversionCharts(report: Report): readonly Chart[] {
  return [funnel(report), winRates(report)].filter((chart) => chart !== null);
}

function funnel(report: Report): Chart | null {
  const steps = chartTable(report, 'steps')?.rows ?? [];
  const [created, won] = [steps[0]?.number('deals') ?? 0, steps.at(-1)?.number('deals') ?? 0];
  if (steps.length === 0) return null;
  const share = created === 0 ? null : won / created;
  return {
    kind: 'bars',
    title:
      created === 0
        ? 'No deals were created in the period'
        : `Of ${counted(created)} created, ${grouped(won)} (${percent(share)}) ${won === 1 ? 'was' : 'were'} won`,
    unit: 'deals',
    lying: true,
    categories: steps.map((step) => step.text('step')),
    series: [
      {
        name: 'Deals that reached the step or a later one, and their share of the step before',
        role: 'main',
        values: steps.map((step) => step.number('deals')),
        labels: steps.map((step) => {
          const rate = step.number('from_previous');
          const deals = grouped(step.number('deals') ?? 0);
          return rate === null ? deals : `${deals} · ${percent(rate)}`;
        }),
      },
    ],
  };
}

function winRates(report: Report): Chart | null {
  const months = (chartTable(report, 'months')?.rows ?? [])
    .filter((row) => row.number('created_win_rate') !== null)
    .slice(-MOST_MONTHS);
  if (months.length < 2) return null;
  const rates = months.map((row) => row.number('created_win_rate'));
  const known = rates.filter((rate) => rate !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return {
    kind: 'bars',
    title: `Of each mature month’s deals between ${percent(low)} and ${percent(high)} were won`,
    unit: 'percent',
    lying: false,
    categories: months.map((row) => row.text('month')),
    series: [
      {
        name: 'Created win rate by month of creation',
        role: 'accent',
        values: rates,
        labels: months.length > 12 ? months.map(() => null) : rates.map(percent),
      },
    ],
  };
}
