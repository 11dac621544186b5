import { describe, expect, it } from '@jest/globals';
import type { Column, Report, Row } from '../../src/reports/domain/report.js';
import { htmlChunks } from '../../src/reports/writers/html-page.js';
import { aReport, aTable, SAMPLE } from './sample-table.js';

async function page(report: Report): Promise<string> {
  let html = '';
  for await (const chunk of htmlChunks(report)) html += chunk;
  return html;
}

const COLUMNS: readonly Column[] = [
  { key: 'stage', title: 'Stage', type: 'text' },
  { key: 'deals', title: 'Deals', type: 'integer' },
  { key: 'value_usd', title: 'Value (USD)', type: 'amount', currency: 'USD', measure: 'value' },
];

describe('the page of a report', () => {
  it('shows figures, tables and notes as people read them', async () => {
    const html = await page(
      aReport(aTable([SAMPLE], { totals: ['Total', 5, 1_234_567_89n, null, null, null, null, null] })),
    );
    expect(html).toMatch(/^<!doctype html><html lang="en">/u);
    for (const shown of [
      '<h1>A sample</h1>',
      '<dd>12.34</dd>',
      '<td>007</td>',
      '<td class="number">-1,234</td>',
      '<td class="number">1,234.567 KWD</td>',
      '<td class="number">25.0 %</td>',
      '<td class="time">2021-03-28</td>',
      '<td class="time">2021-03-28 01:30:15</td>',
      '<td class="number">1,234,567.89</td>',
      '<li>Read it well.</li>',
    ]) {
      expect(html).toContain(shown);
    }
  });

  it('has its charts inside, and loads and runs nothing', async () => {
    const rows: readonly Row[] = [['Qualified', 3, 30_000_00n]];
    const table = aTable(rows, { name: 'pipeline', columns: COLUMNS, totals: ['Total', 3, 30_000_00n] });
    const html = await page(aReport(table));
    expect(html).toContain(
      '<figure role="img" aria-label="Open pipeline: 30.0 k USD in 3 deals; most in Qualified (100.0 %)"><svg',
    );
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|\son\w+=|javascript:/iu);
    expect(html.match(/\b(?:src|href)=/gu)).toBeNull();
    expect(html).toContain("default-src 'none'");
  });

  it('shows a text as text, whatever is in it', async () => {
    const nasty = '</td><script>alert(1)</script><img src=x onerror=y>&amp;"\u0000';
    const column: Column = { key: 'a', title: nasty, type: 'text' };
    const html = await page({
      ...aReport(aTable([[nasty]], { columns: [column], title: nasty })),
      title: nasty,
      notes: [nasty],
    });
    expect(html).not.toMatch(/<script|<img/u);
    expect(html.match(/&lt;script&gt;/gu)).toHaveLength(6);
    expect(html).not.toContain('\u0000');
  });

  it('shows remarks below their rows across the page, and none where there are none', async () => {
    const columns: readonly Column[] = [...COLUMNS, { key: 'notes', title: 'Notes', type: 'text' }];
    const rows: readonly Row[] = [
      ['Qualified', 3, 100n, 'of 2 deals <not converted>'],
      ['Won', 1, 100n, null],
    ];
    const html = await page(aReport(aTable(rows, { columns })));
    expect(html).toContain(
      '</tr><tr class="remark"><td colspan="3"><p>of 2 deals &lt;not converted&gt;</p></td></tr><tr><td>Won</td>',
    );
    expect(html.match(/<th scope="col"/gu)).toHaveLength(3);
  });

  it('shows the first rows of a long table and says how many more there are', async () => {
    async function* many(): AsyncGenerator<readonly Row[]> {
      for (let row = 1; row <= 1234; row += 1) yield [[`row ${row}`, row, 100n]];
    }
    const html = await page(aReport(aTable(many(), { columns: COLUMNS })));
    expect(html).toContain('<td>row 50</td>');
    expect(html).not.toContain('<td>row 51</td>');
    expect(html).toContain('The first 50 rows of 1,234; 1,184 more are in the workbook and the CSV.');
  });

  it('is the same whenever it is made', async () => {
    const rows: readonly Row[] = [['Qualified', 3, 30_000_00n]];
    const made = (): Promise<string> =>
      page(aReport(aTable(rows, { name: 'pipeline', columns: COLUMNS, totals: ['Total', 3, 30_000_00n] })));
    expect(await made()).toBe(await made());
  });
});
