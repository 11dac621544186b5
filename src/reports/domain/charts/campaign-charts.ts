import type { Report } from '../report.js';
import type { Chart } from './chart.js';
import { type ChartRow, chartTable, counted, foremost, percent, shortAmount } from './chart-table.js';

/** The chart of the campaigns: what each cost and what it won, the best return first. */
export function campaignCharts(report: Report): readonly Chart[] {
  const table = chartTable(report, 'campaigns');
  if (table === null) return [];
  const campaigns = table.rows.filter((row) => row.text('campaign_id') !== '');
  const withReturn = campaigns.filter((row) => row.number('roi') !== null);
  const paidBack = withReturn.filter((row) => (row.number('roi') ?? 0) >= 0).length;
  const shown = foremost(campaigns.toSorted(byReturn), (row) => {
    return Math.abs(row.number('spend') ?? 0) + (row.number('won') ?? 0);
  });
  const title =
    withReturn.length === 0
      ? 'Of no campaign a return can be told'
      : `${paidBack} of ${counted(withReturn.length, 'campaign')} with spend paid back`;
  return [
    {
      kind: 'bars',
      title: shown.length < campaigns.length ? `${title}; the ${shown.length} largest` : title,
      unit: 'amount',
      lying: true,
      categories: shown.map((row) => row.text('campaign') || row.text('campaign_id')),
      series: [
        {
          name: `Spend (${report.currency})`,
          role: 'muted',
          values: shown.map((row) => row.amount('spend')),
          labels: shown.map((row) => shortAmount(row.amount('spend') ?? 0)),
        },
        {
          name: `Won value (${report.currency}), with the return on investment`,
          role: 'main',
          values: shown.map((row) => row.amount('won')),
          labels: shown.map(wonLabel),
        },
      ],
    },
  ];
}

function wonLabel(row: ChartRow): string {
  const roi = row.number('roi');
  const won = shortAmount(row.amount('won') ?? 0);
  return `${won} · ${roi === null ? 'no ROI' : `ROI ${percent(roi)}`}`;
}

/** The best return first; those without one last, as they came. */
function byReturn(a: ChartRow, b: ChartRow): number {
  return (b.number('roi') ?? -Number.MAX_VALUE) - (a.number('roi') ?? -Number.MAX_VALUE);
}
