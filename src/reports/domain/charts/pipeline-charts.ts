import type { Report } from '../report.js';
import type { Chart, WaterfallStep } from './chart.js';
import { type ChartRow, chartTable, counted, foremost, percent, shortAmount } from './chart-table.js';

/** The charts of the pipeline: what is open in each group, and what became of it since the bridge's first day. */
export function pipelineCharts(report: Report): readonly Chart[] {
  return [openPipeline(report), bridge(report)].filter((chart) => chart !== null);
}

function openPipeline(report: Report): Chart | null {
  const table = chartTable(report, 'pipeline');
  if (table === null || table.totals === null) return null;
  const worth = (row: ChartRow): number => row.number('value') ?? 0;
  const rows = foremost(table.rows, worth);
  const by = groupingOf(report);
  const series = (name: string, measure: string) => ({
    name: `${name} (${report.currency})`,
    values: rows.map((row) => row.amount(measure)),
    labels: rows.map((row) => labelOf(row.amount(measure))),
  });
  const largest = table.rows.toSorted((a, b) => worth(b) - worth(a))[0];
  return {
    kind: 'bars',
    title: openTitle(report, table.totals, largest, rows.length < table.rows.length ? rows.length : null),
    unit: 'amount',
    lying: true,
    categories: rows.map((row) => `${nameOf(row, by)}\n${counted(row.number('deals') ?? 0)}`),
    series: [
      { role: 'main', ...series('Value', 'value') },
      { role: 'light', ...series('Weighted by stage percentage', 'weighted') },
      { role: 'accent', ...series('Weighted by observed win rate', 'observed_weighted') },
    ],
  };
}

function groupingOf({ parameters }: Report): string {
  return new Map(parameters).get('by') ?? 'stage';
}

/** The cells that name a group: of a stage or a solution its name, else what it is grouped by. */
function nameOf(row: ChartRow, by: string): string {
  const names = by.split(',').map((each) => row.text(each.replace('-', '_')) || row.text(`${each}_id`));
  return names.map((name) => name || '(not known)').join(' · ');
}

function labelOf(amount: number | null): string | null {
  return amount === null || amount === 0 ? null : shortAmount(amount);
}

function openTitle(
  report: Report,
  totals: ChartRow,
  largest: ChartRow | undefined,
  shown: number | null,
): string {
  const [value, deals] = [totals.amount('value') ?? 0, totals.number('deals') ?? 0];
  if (deals === 0) return 'There is no open pipeline';
  const open = `Open pipeline: ${shortAmount(value)} ${report.currency} in ${counted(deals)}`;
  const share = largest === undefined || value === 0 ? null : (largest.amount('value') ?? 0) / value;
  const most =
    share === null || largest === undefined
      ? ''
      : `; most in ${nameOf(largest, groupingOf(report))} (${percent(share)})`;
  return shown === null ? open + most : `${open}; the ${shown} largest groups`;
}

function bridge(report: Report): Chart | null {
  const table = chartTable(report, 'bridge');
  const [first, closing] = [table?.rows[0], table?.totals];
  if (table === null || first === undefined || closing === null || closing === undefined) return null;
  const step = (row: ChartRow, isEnd: boolean): WaterfallStep => {
    const amount = row.amount('value') ?? 0;
    const label = isEnd || amount <= 0 ? shortAmount(amount) : `+${shortAmount(amount)}`;
    return { name: row.text('line'), amount, label, isEnd };
  };
  const change = (closing.amount('value') ?? 0) - (first.amount('value') ?? 0);
  const moved = change === 0 ? 'did not change' : change > 0 ? 'grew' : 'shrank';
  const by = change === 0 ? '' : ` by ${shortAmount(Math.abs(change))} ${report.currency}`;
  return {
    kind: 'waterfall',
    title: `The open pipeline ${moved}${by} ${sinceOf(report)}`,
    unit: 'amount',
    steps: [step(first, true), ...table.rows.slice(1).map((row) => step(row, false)), step(closing, true)],
  };
}

function sinceOf(report: Report): string {
  const since = new Map(report.parameters).get('since') ?? 'month';
  return /^\d/u.test(since) ? `since ${since}` : `in the ${since} of the report`;
}
