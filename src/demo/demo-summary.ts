import Table from 'cli-table3';
import { compareText } from '../kernel/text.js';
import type { Outcome } from '../policies/domain/outcome.js';

/** How many deals came out one way, and what they are worth. */
export interface OutcomeFigure {
  readonly outcome: Outcome;
  readonly deals: number;
  /** US cents, of the deals that could be converted. */
  readonly valueUsdCents: bigint;
}

/** What a campaign cost and brought. */
export interface CampaignFigure {
  readonly campaignId: string;
  readonly name: string;
  readonly spendUsdCents: bigint;
  readonly wonUsdCents: bigint;
  /** (won − spend) / spend; null where nothing was spent or nothing could be converted. */
  readonly roi: number | null;
}

/** A kind of exception that somebody should look at. */
export interface ExceptionFigure {
  /** In words, such as “won, eligible, but never registered”. */
  readonly what: string;
  readonly deals: number;
  /** US cents, of the deals that could be converted. */
  readonly valueUsdCents: bigint;
}

/** What the demo found out, ready to be told. */
export interface DemoFigures {
  readonly company: string;
  /** First and last day of the book (`YYYY-MM-DD`). */
  readonly period: readonly [first: string, last: string];
  readonly asOf: string;
  readonly deals: number;
  /** In the order to show them in. */
  readonly outcomes: readonly OutcomeFigure[];
  /** In any order; those without a ROI are left out. */
  readonly campaigns: readonly CampaignFigure[];
  /** The most pressing first; kinds without a deal are left out. */
  readonly exceptions: readonly ExceptionFigure[];
  /** Folder of the files that were made up, and how many they are. */
  readonly filesFolder: string;
  readonly files: number;
  /** Folder of the reports that were written. */
  readonly reportsFolder: string;
  /** Folder of the book they were imported into. */
  readonly dataFolder: string;
}

const BAR_WIDTH = 24;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const SHOWN_CAMPAIGNS = 5;
const NAME_WIDTH = 34;

const OUTCOME_WORDS: Record<Outcome, string> = {
  eligible: 'eligible',
  'at-risk': 'at risk',
  undetermined: 'undetermined',
  ineligible: 'ineligible',
  pending: 'still open',
};

/** Tells in one screen of plain text what the demo book holds, what stands out in it, and how to go on. */
export function renderSummary(figures: DemoFigures): string {
  const [first, last] = figures.period;
  const sections = [
    `${figures.company}: ${count(figures.deals)} deals from ${first} to ${last}, judged as of ${figures.asOf}\n` +
      'An invented organisation, in the file formats that Partner Center really produces.',
    section('May they be registered?', outcomeRows(figures)),
    section(
      'Campaigns that paid back best, and the one that paid back least',
      campaignRows(figures.campaigns),
    ),
    section('Worth a look', exceptionRows(figures.exceptions)),
    section('Where things are', [
      ['the files', `${figures.filesFolder} (${figures.files})`],
      ['the book', figures.dataFolder],
      ['the reports', figures.reportsFolder],
      ['why a deal may or may not', `npx dealproof explain DEAL --data ${figures.dataFolder}`],
      ['over HTTP', `npm start -- --data ${figures.dataFolder}, then http://127.0.0.1:3000/api/docs`],
    ]),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function outcomeRows({ outcomes }: DemoFigures): readonly (readonly string[])[] {
  const total = outcomes.reduce((sum, { deals }) => sum + deals, 0);
  const most = Math.max(0, ...outcomes.map(({ deals }) => deals));
  return outcomes.map(({ outcome, deals, valueUsdCents }) => [
    OUTCOME_WORDS[outcome],
    count(deals),
    total === 0 ? '' : percent(deals / total, 1),
    bar(deals, most),
    dollars(valueUsdCents),
  ]);
}

/** The best few by ROI and, after a gap, the worst. */
function campaignRows(campaigns: readonly CampaignFigure[]): readonly (readonly string[])[] {
  const ranked = campaigns
    .flatMap((campaign) => (campaign.roi === null ? [] : [{ ...campaign, roi: campaign.roi }]))
    .toSorted((a, b) => b.roi - a.roi || compareText(a.campaignId, b.campaignId));
  const rows = ranked.map(({ campaignId, name, roi, spendUsdCents, wonUsdCents }) => [
    shortened(`${campaignId}  ${name}`),
    `${roi > 0 ? '+' : ''}${percent(roi, 0)}`,
    `${dollars(spendUsdCents)} spent`,
    `${dollars(wonUsdCents)} won`,
  ]);
  if (rows.length <= SHOWN_CAMPAIGNS + 1) return rows;
  return [...rows.slice(0, SHOWN_CAMPAIGNS), ['…', '', '', ''], ...rows.slice(-1)];
}

function exceptionRows(exceptions: readonly ExceptionFigure[]): readonly (readonly string[])[] {
  return exceptions
    .filter(({ deals }) => deals > 0)
    .map(({ what, deals, valueUsdCents }) => [count(deals), what, dollars(valueUsdCents)]);
}

/** A heading over aligned rows; nothing where there are no rows. */
function section(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 2, 'padding-right': 0, head: [], border: [] },
    colAligns: (rows[0] ?? []).map((_, column) => (isNumeric(rows, column) ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => [...row]));
  const lines = table.toString().split('\n');
  return [title, ...lines.map((line) => line.trimEnd())].join('\n');
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

function isNumeric(rows: readonly (readonly string[])[], column: number): boolean {
  return rows.every((row) => /^$|^…$|^[−+$0-9]/.test(row[column] ?? ''));
}

/** A bar in eighths of a character; whatever is not nothing shows at least a sliver. */
function bar(value: number, most: number): string {
  if (value === 0 || most === 0) return '';
  const eighths = Math.max(1, Math.round((value / most) * BAR_WIDTH * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(ratio: number, digits: number): string {
  const text = (ratio * 100).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${text.replace('-', '−')} %`;
}

/** Rounded to what is read at a glance: `$48.1M`. */
function dollars(cents: bigint): string {
  const text = (Number(cents) / 100).toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    notation: 'compact',
    minimumSignificantDigits: 1,
    maximumSignificantDigits: 3,
  });
  return text.replace('-', '−');
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= NAME_WIDTH ? text : `${characters.slice(0, NAME_WIDTH - 1).join('')}…`;
}
