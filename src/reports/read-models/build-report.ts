import type { RateTable } from '../../rates/domain/rate-table.js';
import { Calendar } from '../domain/calendar.js';
import { CampaignRoiReport } from '../domain/campaign-roi.js';
import { ConversionReport } from '../domain/conversion.js';
import { groupingOf } from '../domain/pipeline-grouping.js';
import { PipelineReport } from '../domain/pipeline.js';
import { RegistrationAudit } from '../domain/registration-audit.js';
import type { ReportContent, Row } from '../domain/report.js';
import type { ReportName } from '../domain/report-definition.js';
import type { AsOf } from '../domain/reported-deal.js';
import type { ReportOptions } from '../reports.schemas.js';
import type { BookReader } from './book-reader.js';
import { countNotWon, policyWords, wonDeals } from './won-deals.read-model.js';

/** What a report is made from. */
interface ReportContext {
  readonly book: BookReader;
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

async function buildPipeline({ book, rates, asOf, options }: ReportContext): Promise<ReportContent> {
  const bySolution = options.by === 'solution';
  const names = bySolution ? await book.solutionNames() : new Map<string, string>();
  const report = new PipelineReport(groupingOf(options.by, names), rates, asOf, new Calendar(options.zone));
  for await (const deals of book.deals()) {
    const solutions = bySolution ? await book.solutionsOf(deals) : null;
    for (const deal of deals) {
      report.add(deal, deal.solutionsKnown ? (solutions?.get(deal.dealId) ?? []) : null);
    }
  }
  return report.content();
}

async function buildCampaignRoi({ book, rates, asOf, options }: ReportContext): Promise<ReportContent> {
  const question = { view: options.view, period: periodOf(options), asOf };
  const campaigns = await book.campaigns();
  const report = new CampaignRoiReport(campaigns, rates, question, new Calendar(options.zone));
  for await (const entries of book.spend()) {
    for (const entry of entries) report.addSpend(entry);
  }
  for await (const deals of book.deals()) {
    for (const deal of deals) report.addDeal(deal);
  }
  return report.content();
}

async function buildConversion({ book, rates, asOf, options }: ReportContext): Promise<ReportContent> {
  const question = { period: periodOf(options), asOf, maturityDays: options.maturityDays };
  const report = new ConversionReport(rates, question, new Calendar(options.zone));
  for await (const deals of book.deals()) {
    for (const deal of deals) report.add(deal);
  }
  return report.content();
}

async function buildRegistrationAudit(context: ReportContext): Promise<ReportContent> {
  const { book, rates, asOf, options } = context;
  const question = { period: periodOf(options), asOf };
  const audit = new RegistrationAudit(await policyWords(book), rates, question, new Calendar(options.zone));
  for await (const page of wonDeals(book)) {
    for (const won of page) audit.add(won);
  }
  return audit.content(auditRows(book, audit), await countNotWon(book));
}

async function* auditRows(book: BookReader, audit: RegistrationAudit): AsyncGenerator<Row> {
  const criteria = audit.deals.criteria();
  for (const exception of audit.found()) {
    for await (const page of wonDeals(book, exception)) {
      for (const won of page) {
        if (audit.belongs(won) === 'yes') yield audit.deals.row(won, criteria);
      }
    }
  }
}

function periodOf({ from, to }: ReportOptions): { from: string | null; to: string | null } {
  return { from, to };
}
