import { escapeUTF8 } from 'entities';
import { formatInstant } from '../../kernel/instants.js';
import { chartsOf } from '../domain/charts/report-charts.js';
import type { Cell, Column, Report, ReportTable, Row } from '../domain/report.js';
import { rowPages } from '../domain/row-pages.js';
import { isNumeric, shownText } from './cell-values.js';
import { withoutForbidden } from './xlsx-text.js';

/** Rows of a table that a page shows; who wants all of them takes a workbook. */
const SHOWN_ROWS = 50;

/** Columns of whole sentences, which need room. */
const WORDY: readonly string[] = ['what_to_do', 'fails', 'title'];
/** A heading longer than this, such as a criterion's, needs room as well. */
const LONG_HEADING = 40;
/** The column that is shown across the page below its row: beside the numbers it would make each row a page tall. */
const REMARKS = 'notes';

/**
 * A report as one HTML page for those who only look: the same figures and charts, the first rows of each table. It
 * needs nothing but itself, no script and no network, and prints as it is.
 */
export async function* htmlChunks(
  report: Report,
  tables: readonly ReportTable[] = report.tables,
): AsyncGenerator<string> {
  yield `${head(report)}<header><h1>${text(report.title)}</h1><p>${text(report.description)}</p>${when(report)}</header>`;
  yield `<main>${figures(report)}`;
  yield await charts(report);
  for (const table of tables) yield await tableSection(table);
  yield `${notes(report)}${asked(report)}</main></body></html>\n`;
}

function head({ title }: Report): string {
  // What a page may not do is said as well as not done: nothing of it runs or loads, whatever a text contains.
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${text(title)}</title><style>${STYLE}</style></head><body>`;
}

function when({ asOf, zone }: Report): string {
  return `<p class="when">As of <time datetime="${formatInstant(asOf)}">${formatInstant(asOf)}</time> · days as in ${text(zone)}</p>`;
}

function figures({ figures: all }: Report): string {
  const items = all.map((figure) => {
    const value = shownCell(figure.value, figure);
    return `<div><dt>${text(figure.title)}</dt><dd>${value === '' ? 'none' : value}</dd></div>`;
  });
  return `<dl class="figures">${items.join('')}</dl>`;
}

async function charts(report: Report): Promise<string> {
  const all = chartsOf(report);
  if (all.length === 0) return '';
  const { chartSvg } = await import('./charts/chart-svg.js');
  const drawn = all.map((chart) => {
    const { svg } = chartSvg(chart);
    return `<figure role="img" aria-label="${text(chart.title)}">${svg}</figure>`;
  });
  return `<section class="charts">${drawn.join('')}</section>`;
}

/** A table with its first rows. A stream is read to its end all the same, to say how many more there are. */
async function tableSection(table: ReportTable): Promise<string> {
  const shown: string[] = [];
  let rows = 0;
  for await (const page of rowPages(table)) {
    const first = page.slice(0, Math.max(0, SHOWN_ROWS - rows));
    shown.push(...first.map((row) => line(row, table.columns)));
    rows += page.length;
  }
  const more =
    rows > SHOWN_ROWS
      ? `<p class="more">The first ${SHOWN_ROWS} rows of ${rows.toLocaleString('en-US')}; ${(rows - SHOWN_ROWS).toLocaleString('en-US')} more are in the workbook and the CSV.</p>`
      : '';
  const headings = besideEachOther(table.columns).map(
    (column) => `<th scope="col"${classOf(column)}>${text(column.title)}</th>`,
  );
  const totals = table.totals === null ? '' : `<tfoot>${line(table.totals, table.columns)}</tfoot>`;
  return `<section><h2>${text(table.title)}</h2><div class="wide" tabindex="0"><table><thead><tr>${headings.join('')}</tr></thead><tbody>${shown.join('')}</tbody>${totals}</table></div>${more}</section>`;
}

function line(row: Row, columns: readonly Column[]): string {
  const cells: string[] = [];
  let below = '';
  columns.forEach((column, index) => {
    const shown = shownCell(row[index] ?? null, column);
    if (column.key !== REMARKS) cells.push(`<td${classOf(column)}>${shown}</td>`);
    else if (shown !== '')
      below = `<tr class="remark"><td colspan="${columns.length - 1}"><p>${shown}</p></td></tr>`;
  });
  return `<tr${below === '' ? '' : ' class="remarked"'}>${cells.join('')}</tr>${below}`;
}

function besideEachOther(columns: readonly Column[]): readonly Column[] {
  return columns.filter(({ key }) => key !== REMARKS);
}

function classOf(column: Column): string {
  if (isNumeric(column)) return ' class="number"';
  if (column.type !== 'text') return ' class="time"';
  return WORDY.includes(column.key) || column.title.length > LONG_HEADING ? ' class="words"' : '';
}

/** A cell as people read it; empty for an empty cell. */
function shownCell(cell: Cell, column: Column): string {
  return text(shownText(cell, column) ?? '');
}

function notes(report: Report): string {
  if (report.notes.length === 0) return '';
  const items = report.notes.map((note) => `<li>${text(note)}</li>`);
  return `<section><h2>How to read the numbers</h2><ul>${items.join('')}</ul></section>`;
}

function asked(report: Report): string {
  const pairs: readonly (readonly [string, string])[] = [
    ...report.parameters,
    ['rate table', String(report.rateVersion ?? 'no rates known')],
    ['report', `${report.name}, definition ${report.version}`],
  ];
  const rows = pairs.map(
    ([name, value]) => `<tr><th scope="row">${text(name)}</th><td>${text(value)}</td></tr>`,
  );
  return `<section><h2>What was asked</h2><table class="asked"><tbody>${rows.join('')}</tbody></table></section>`;
}

/** A text as HTML, in which nothing of it is markup. */
function text(value: string): string {
  return escapeUTF8(withoutForbidden(value));
}

const STYLE = `:root{--ink:#333c47;--dark:#1f3a5f;--line:#dfe3e8}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1440px;padding:24px 28px 48px;font:14px/1.45 "Noto Sans","Segoe UI","Helvetica Neue",Arial,"Noto Sans SC","Microsoft YaHei",sans-serif;color:var(--ink);background:#fff}
h1{margin:0 0 4px;font-size:26px;color:var(--dark)}
h2{margin:32px 0 8px;font-size:17px;color:var(--dark)}
header p{margin:0;max-width:75ch}
.when{margin-top:6px!important;color:#5d6773;font-size:13px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;margin:20px 0}
.figures div{padding:10px 14px;border:1px solid var(--line);border-left:4px solid var(--dark);border-radius:4px}
dt{font-size:12px;color:#5d6773}
dd{margin:2px 0 0;font-size:20px;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,480px),1fr));gap:16px;align-items:start}
figure{margin:0;border:1px solid var(--line);border-radius:4px;padding:6px}
figure svg{display:block;width:100%;height:auto}
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:4px}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{padding:5px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
td{max-width:48ch}
.words{min-width:30ch}
thead .words{min-width:16ch}
td{overflow-wrap:break-word}
.remarked td{border-bottom:0}
.remark td{max-width:none;padding-top:0;border-top:0;color:#5d6773;font-weight:400}
.remark p{position:sticky;left:10px;margin:0;width:max-content;max-width:min(130ch,calc(100vw - 80px))}
thead th{background:var(--dark);color:#fff;font-weight:600;vertical-align:bottom}
tfoot td{font-weight:600;border-top:2px solid var(--dark);border-bottom:0}
.number,.time{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
thead .number,thead .time{white-space:normal}
.asked{width:auto}
.asked th{font-weight:400;color:#5d6773}
.more{color:#5d6773;font-size:13px}
ul{padding-left:20px;max-width:95ch}
@media (max-width:600px){body{padding:16px 14px}h1{font-size:21px}.figures{grid-template-columns:1fr 1fr}dd{font-size:17px}figure{overflow-x:auto}figure svg{min-width:560px}}
@media print{@page{size:A4 landscape;margin:12mm}body{padding:0;max-width:none;font-size:10px;print-color-adjust:exact;-webkit-print-color-adjust:exact}table{font-size:7.5px}.words,thead .words{min-width:10ch}td{overflow-wrap:anywhere}td:not([class]){min-width:12ch}.remark td{min-width:0}.remark p{width:auto;max-width:none}.remark{break-before:avoid}tfoot{display:table-row-group}th,td{padding:2px 4px}thead th{white-space:normal}.wide{overflow:visible}.charts{grid-template-columns:1fr 1fr}figure,.figures div,tr{break-inside:avoid}h2{break-after:avoid}}`;
