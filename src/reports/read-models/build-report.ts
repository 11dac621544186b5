import { DomainError } from '../../kernel/errors.js';
import { utcDay } from '../../kernel/instants.js';
import { toMinorUnits } from '../../kernel/money.js';
import { readAhead } from '../../kernel/read-ahead.js';
import { auditPlace } from '../domain/audit-order.js';
import { addDays, Calendar } from '../domain/calendar.js';
import { CAMPAIGN_GROUPINGS } from '../domain/campaign-groups.js';
import { CampaignRoiReport } from '../domain/campaign-roi.js';
import { ConversionReport } from '../domain/conversion.js';
import { DealFilter } from '../domain/deal-filter.js';
import type { DisplayCurrency } from '../domain/display-currency.js';
import { DEAL_GROUPINGS, type Grouping, groupingOf, within } from '../domain/deal-grouping.js';
import { overBefore, PipelineReport } from '../domain/pipeline.js';
import { RegistrationAudit } from '../domain/registration-audit.js';
import type { ReportContent, Row } from '../domain/report.js';
import type { ReportName } from '../domain/report-definition.js';
import { type AsOf, type ReportedDeal, standingAt } from '../domain/reported-deal.js';
import type { Worth } from '../domain/worth.js';
import type { ReportOptions } from '../options/report-options.js';
import type { BookReader } from './book-reader.js';
import { ListedWins } from './listed-wins.js';
import type { PastBook } from './past-book.read-model.js';
import { PastWins } from './past-wins.read-model.js';
import {
  countNotWon,
  eachWin,
  policyWords,
  type TakeWin,
  type WinsQuestion,
} from './won-deals.read-model.js';

/** What a report is made from. */
interface ReportContext {
  readonly book: BookReader;
  readonly past: PastBook;
  readonly display: DisplayCurrency;
  readonly asOf: AsOf;
  /** With days for what is told by the as-of day. */
  readonly options: ReportOptions;
}

type Build = (context: ReportContext) => Promise<ReportContent>;

/** How each report is made. */
export const BUILD: Readonly<Record<ReportName, Build>> = {
  pipeline: buildPipeline,
  'campaign-roi': buildCampaignRoi,
  conversion: buildConversion,
  'registration-audit': buildRegistrationAudit,
};

async function buildPipeline(context: ReportContext): Promise<ReportContent> {
  const { book, past, display, asOf, options } = context;
  const { grouping, outer } = await groupingsOf(book, options);
  if (grouping === null) throw new RangeError('The pipeline has a grouping by default.');
  const filter = filterOf(context);
  const calendar = new Calendar(options.zone);
  const before = bridgeStart(options.since, asOf, calendar);
  const question = { asOf, before, grouping, outer, filter };
  const report = new PipelineReport(question, display, calendar);
  const solutions = grouping.bySolutions || filter.solutions !== null;
  const texts = [...new Set([...filter.texts, ...grouping.texts])];
  const over = overBefore(question);
  const wanted = { asOf, before, texts, solutions, stages: true, entries: false, over };
  report.addOver(await past.eachDeal(wanted, (deal) => report.add(deal)));
  return report.content();
}

async function buildCampaignRoi(context: ReportContext): Promise<ReportContent> {
  const { book, past, display, asOf, options } = context;
  const filter = filterOf(context);
  const grouping = CAMPAIGN_GROUPINGS.find((each) => options.by?.includes(each) === true) ?? null;
  const question = { view: options.view, period: periodOf(options), asOf, filter, grouping };
  const campaigns = await book.campaigns();
  const report = new CampaignRoiReport(campaigns, display, question, new Calendar(options.zone));
  for await (const entries of book.spend()) {
    for (const entry of entries) report.addSpend(entry);
  }
  const texts = [...new Set([...filter.texts, 'campaignId' as const])];
  const asked = { solutions: filter.solutions !== null, stages: false, entries: false };
  const wanted = { asOf, before: null, texts, ...asked, over: null };
  await past.eachDeal(wanted, ({ at }) => report.addDeal(at));
  return report.content();
}

async function buildConversion(context: ReportContext): Promise<ReportContent> {
  const { book, past, display, asOf, options } = context;
  const filter = filterOf(context);
  const { grouping } = await groupingsOf(book, options);
  const { maturityDays } = options;
  const question = { period: periodOf(options), asOf, maturityDays, filter, grouping };
  const report = new ConversionReport(display, question, new Calendar(options.zone));
  const solutions = filter.solutions !== null || grouping?.bySolutions === true;
  const texts = [...new Set([...filter.texts, ...(grouping?.texts ?? []), 'statusReason' as const])];
  const wanted = { asOf, before: null, texts, solutions, stages: false, entries: true, over: null };
  await past.eachDeal(wanted, ({ at }) => report.add(at));
  return report.content();
}

/** How deals are grouped: by `outer` and within it by another, where two are asked for; nulls where none is. */
async function groupingsOf(
  book: BookReader,
  { by }: ReportOptions,
): Promise<{ readonly grouping: Grouping | null; readonly outer: Grouping | null }> {
  const asked = (by ?? []).flatMap((each) => DEAL_GROUPINGS.filter((grouping) => grouping === each));
  const names = asked.includes('solution') ? await book.solutionNames() : new Map<string, string>();
  const [first = null, second = null] = asked.map((each) => groupingOf(each, names));
  return first === null || second === null
    ? { grouping: first, outer: null }
    : { grouping: within(first, second), outer: first };
}

function filterOf({ display, asOf, options }: ReportContext): DealFilter {
  const { minValue } = options;
  if (minValue === null) return new DealFilter(options, null);
  const minor = toMinorUnits(minValue, display.code);
  if (minor === undefined) throw new RangeError(`${minValue} is not an amount.`);
  const worth = (deal: ReportedDeal): Worth => {
    const { state } = standingAt(deal, asOf);
    // One that was created later has no month of its closing either.
    const ended = state !== 'open' && state !== 'not-created';
    return display.dealWorth(deal, ended, asOf.day.slice(0, 7));
  };
  return new DealFilter(options, { minor, worth });
}

/** The moment before the first day of the bridge. @throws DomainError `invalid-input` when that day comes later. */
function bridgeStart(first: string, asOf: AsOf, calendar: Calendar): AsOf {
  if (first > asOf.day) {
    throw new DomainError('invalid-input', 'The report cannot be made.', [
      {
        path: 'since',
        value: first,
        message: 'The bridge would begin after the as-of day.',
        remedy: `Give ${asOf.day} or an earlier day.`,
      },
    ]);
  }
  return { end: calendar.startOf(first), day: addDays(first, -1) };
}

async function buildRegistrationAudit(context: ReportContext): Promise<ReportContent> {
  const { book, display, asOf, options } = context;
  const filter = filterOf(context);
  const { grouping } = await groupingsOf(book, options);
  const question = { period: periodOf(options), asOf, filter, grouping };
  const audit = new RegistrationAudit(await policyWords(book), display, question, new Calendar(options.zone));
  const listed = options.summary ? null : new ListedWins();
  if (listed !== null) book.atEnd(() => listed.close());
  const texts = [...new Set([...filter.texts, ...(grouping?.texts ?? [])])];
  const asked = { texts, solutions: filter.solutions, listed: listed !== null };
  const notWon = await eachWonDeal(context, asked, (win, record) => {
    const exception = audit.add(win);
    if (exception === null || record === null || listed === null) return null;
    const { at, on } = win.deal.closed;
    return listed.add(auditPlace(exception, at === null ? on : utcDay(at)), win.verdict, record);
  });
  return audit.content(listed === null ? null : readAhead(auditRows(audit, listed), 1), notWon);
}

/**
 * Calls `take` with every won deal: of the book as it is, unless it is asked for as it was, or was known.
 * @returns how many deals of the book are not won.
 */
async function eachWonDeal(
  { book, past, asOf }: ReportContext,
  question: WinsQuestion,
  take: TakeWin,
): Promise<number> {
  const isPast = past.isPast(asOf);
  if (isPast || book.knownAt !== null) return new PastWins(book, asOf, isPast).eachWin(question, take);
  await eachWin(book, question, take);
  return countNotWon(book);
}

async function* auditRows(audit: RegistrationAudit, listed: ListedWins): AsyncGenerator<readonly Row[]> {
  const criteria = audit.deals.criteria();
  for await (const page of listed.pages()) yield page.map((win) => audit.deals.row(win, criteria));
}

function periodOf({ from, to }: ReportOptions): { from: string | null; to: string | null } {
  return { from, to };
}
