import { DomainError } from '../../kernel/errors.js';
import type { RateTable } from '../../rates/domain/rate-table.js';
import { addDays, Calendar, firstDayOf, isSpan } from '../domain/calendar.js';
import { CampaignRoiReport } from '../domain/campaign-roi.js';
import { ConversionReport } from '../domain/conversion.js';
import { DealFilter } from '../domain/deal-filter.js';
import { groupingOf } from '../domain/pipeline-grouping.js';
import { overBefore, PipelineReport } from '../domain/pipeline.js';
import { RegistrationAudit } from '../domain/registration-audit.js';
import type { ReportContent, Row } from '../domain/report.js';
import type { ReportName } from '../domain/report-definition.js';
import type { AsOf } from '../domain/reported-deal.js';
import type { ReportOptions } from '../reports.schemas.js';
import type { BookReader } from './book-reader.js';
import type { PastBook } from './past-book.read-model.js';
import { countNotWon, policyWords, wonDeals } from './won-deals.read-model.js';

/** What a report is made from. */
interface ReportContext {
  readonly book: BookReader;
  readonly past: PastBook;
  readonly rates: RateTable;
  readonly asOf: AsOf;
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

async function buildPipeline({ book, past, rates, asOf, options }: ReportContext): Promise<ReportContent> {
  const bySolution = options.by === 'solution';
  const names = bySolution ? await book.solutionNames() : new Map<string, string>();
  const filter = new DealFilter(options);
  const calendar = new Calendar(options.zone);
  const before = bridgeStart(options.since, asOf, calendar);
  const question = { asOf, before, grouping: groupingOf(options.by, names), filter };
  const report = new PipelineReport(question, rates, calendar);
  const solutions = bySolution || filter.solutions !== null;
  const over = overBefore(question);
  if (over !== null) report.addOver(await book.countOver(over));
  for await (const deals of past.deals({ asOf, before, solutions, stages: true, over })) {
    for (const deal of deals) report.add(deal);
  }
  return report.content();
}

async function buildCampaignRoi(context: ReportContext): Promise<ReportContent> {
  const { book, past, rates, asOf, options } = context;
  const filter = new DealFilter(options);
  const question = { view: options.view, period: periodOf(options), asOf, filter };
  const campaigns = await book.campaigns();
  const report = new CampaignRoiReport(campaigns, rates, question, new Calendar(options.zone));
  for await (const entries of book.spend()) {
    for (const entry of entries) report.addSpend(entry);
  }
  for await (const deals of past.deals({ asOf, before: null, solutions: false, stages: false, over: null })) {
    for (const { at } of deals) report.addDeal(at);
  }
  return report.content();
}

async function buildConversion({ past, rates, asOf, options }: ReportContext): Promise<ReportContent> {
  const filter = new DealFilter(options);
  const question = { period: periodOf(options), asOf, maturityDays: options.maturityDays, filter };
  const report = new ConversionReport(rates, question, new Calendar(options.zone));
  const solutions = filter.solutions !== null;
  for await (const deals of past.deals({ asOf, before: null, solutions, stages: false, over: null })) {
    for (const { at } of deals) report.add(at);
  }
  return report.content();
}

/** The moment before the first day of the bridge. @throws DomainError `invalid-input` when that day comes later. */
function bridgeStart(since: string, asOf: AsOf, calendar: Calendar): AsOf {
  const first = isSpan(since) ? firstDayOf(since, asOf.day) : since;
  if (first > asOf.day) {
    throw new DomainError('invalid-input', 'The report cannot be made.', [
      {
        path: 'since',
        value: since,
        message: 'The bridge would begin after the as-of day.',
        remedy: `Give ${asOf.day} or an earlier day.`,
      },
    ]);
  }
  return { end: calendar.startOf(first), day: addDays(first, -1) };
}

async function buildRegistrationAudit(context: ReportContext): Promise<ReportContent> {
  const { book, rates, asOf, options } = context;
  const filter = new DealFilter(options);
  const question = { period: periodOf(options), asOf, filter };
  const audit = new RegistrationAudit(await policyWords(book), rates, question, new Calendar(options.zone));
  for await (const page of wonDeals(book, filter)) {
    for (const won of page) audit.add(won);
  }
  return audit.content(auditRows(book, audit, filter), await countNotWon(book));
}

async function* auditRows(
  book: BookReader,
  audit: RegistrationAudit,
  filter: DealFilter,
): AsyncGenerator<Row> {
  const criteria = audit.deals.criteria();
  for (const exception of audit.found()) {
    for await (const page of wonDeals(book, filter, exception)) {
      for (const won of page) {
        if (audit.belongs(won) === 'yes') yield audit.deals.row(won, criteria);
      }
    }
  }
}

function periodOf({ from, to }: ReportOptions): { from: string | null; to: string | null } {
  return { from, to };
}
