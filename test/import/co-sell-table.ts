import { readFileSync } from 'node:fs';
import { fixture, guidOf } from './reading.js';

/** A row of the bulk file by English header. */
export type BulkRow = Readonly<Record<string, string>>;

const HEADERS = readFileSync(fixture('bulk-headers.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'));

function columnsOf(layout: 'A' | 'B'): readonly (readonly string[])[] {
  const place = layout === 'A' ? 0 : 1;
  return HEADERS.filter((columns) => columns[place] !== '').toSorted(
    (a, b) => Number(a[place]) - Number(b[place]),
  );
}

/** English headers of the layout of 34 columns (A, 2021-02) or of 43 (B, 2021-09), in the order of the file. */
export function headersOf(layout: 'A' | 'B'): readonly string[] {
  return columnsOf(layout).map((columns) => columns[2] ?? '');
}

/**
 * Every spelling of the headers of layout A in a translation, as rows of headers: the first row has the first
 * spelling of each, the second row the second where there is one.
 * @param language Its column in the table of headers, from 3.
 */
export function translatedHeaders(language: number): readonly (readonly string[])[] {
  const spellings = columnsOf('A').map((columns) =>
    (columns[language] ?? '').split(';').map((each) => each.trim()),
  );
  const most = Math.max(...spellings.map((each) => each.length));
  return Array.from({ length: most }, (_, index) => spellings.map((each) => each[index] ?? each[0] ?? ''));
}

/** A good row: an active co-sell deal. */
export const GOOD: BulkRow = {
  'Engagement ID': guidOf(900),
  'Referral ID': guidOf(1),
  'Deal Name': 'Harbour lights',
  'Customer Name': 'Contoso, Ltd.',
  'Customer City': 'Göteborg',
  'Customer Country': 'SE',
  'Customer D-U-N-S ID': '081466849',
  'Partner Referral Status': 'Active',
  'Partner Referral Substatus': 'Accepted',
  'Microsoft Referral Status': 'Accepted',
  'Sales Stage': '40',
  'Estimated Deal Value': '12563.50',
  Currency: 'SEK',
  'Estimated Close Date': '6/30/2021',
  'CRM ID': '007',
  'Marketing Campaign ID': 'BingSummer2020',
  Notes: 'First line\nsecond “line”',
  'Microsoft help required?': 'Yes',
  'Share with Microsoft sales team': 'Yes',
  'MPN ID': '1000001',
  'Solution 1': 'SOL-1234-PQRS, USD, 10, 100',
  'Team member 1': 'Bob, Partner, 999999, Bob.partner@Contoso.com',
  'Microsoft team member 1': 'Sam, Seller, 999999, Sam.seller@Microsoft.com',
};

/** A cell in quotation marks. */
function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

/** A CSV file of rows by header; headers may be shown by other names. */
export function bulkFile(
  rows: readonly BulkRow[],
  headers: readonly string[] = headersOf('B'),
  shown: readonly string[] = headers,
): string {
  const lines = rows.map((row) => headers.map((header) => quoted(row[header] ?? '')).join(','));
  return [shown.map(quoted).join(','), ...lines, ''].join('\r\n');
}
