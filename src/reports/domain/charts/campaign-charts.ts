import type { Report } from '../report.js';
import type { Chart, ChartSeries } from './chart.js';
import { type ChartRow, chartTable, counted, foremost, percent, shortAmount } from './chart-table.js';

/**
 * The chart of the campaigns: what each cost and what it won, the best return first. Where no campaign has a return,
 * as of some of its deals only, what it won stands alone: beside its cost one would read the return off all the same.
 */
export function campaignCharts(report: Report): readonly Chart[] {
  const table = chartTable(report, 'campaigns');
  if (table === null) return [];
  const campaigns = table.rows.filter((row) => row.text('campaign_id') !== '');
  const withReturn = campaigns.filter((row) => row.number('roi') !== null);
  const paidBack = withReturn.filter((row) => (row.number('roi') ?? 0) >= 0).length;
  const isCompared = campaigns.some((row) => row.number('return') !== null);
  const shown = foremost(campaigns.toSorted(isCompared ? byReturn : byWon), (row) => {
    return (isCompared ? Math.abs(row.number('spend') ?? 0) : 0) + (row.number('won') ?? 0);
  });
  const title = !isCompared
    ? 'What the campaigns won; a return cannot be told'
    : withReturn.length === 0
      ? 'Of no campaign a return can be told'
      : `${paidBack} of ${counted(withReturn.length, 'campaign')} with spend paid back`;
  const spend: ChartSeries = {
    name: `Spend (${report.currency})`,
    role: 'muted',
    values: shown.map((row) => row.amount('spend')),
    labels: shown.map((row) => shortAmount(row.amount('spend') ?? 0)),
  };
  const won: ChartSeries = {
    name: `Won value (${report.currency})${isCompared ? ', with the return on investment' : ''}`,
    role: 'main',
    values: shown.map((row) => row.amount('won')),
    labels: shown.map((row) => wonLabel(row, isCompared)),
  };
  return [
    {
      kind: 'bars',
      title: shown.length < campaigns.length ? `${title}; the ${shown.length} largest` : title,
      unit: 'amount',
      lying: true,
      categories: shown.map((row) => row.text('campaign') || row.text('campaign_id')),
      series: isCompared ? [spend, won] : [won],
    },
  ];
}

function wonLabel(row: ChartRow, isCompared: boolean): string {
  const roi = row.number('roi');
  const won = shortAmount(row.amount('won') ?? 0);
  if (!isCompared) return won;
  return `${won} · ${roi === null ? 'no ROI' : `ROI ${percent(roi)}`}`;
}

function byWon(a: ChartRow, b: ChartRow): number {
  return (b.number('won') ?? 0) - (a.number('won') ?? 0);
}

/** The best return first; those without one last, as they came. */
function byReturn(a: ChartRow, b: ChartRow): number {
  return (b.number('roi') ?? -Number.MAX_VALUE) - (a.number('roi') ?? -Number.MAX_VALUE);
}
