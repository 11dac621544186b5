import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { isClosed, type DealStatus } from '../deals/domain/deal.js';
import { OUTCOMES, type Outcome } from '../policies/domain/outcome.js';
import { RatesReadModel } from '../rates/rates.read-model.js';
import { NO_EXCEPTION } from '../reports/domain/audit-exceptions.js';
import { DisplayCurrency } from '../reports/domain/display-currency.js';
import { rowPages } from '../reports/domain/row-pages.js';
import { ReportsService } from '../reports/reports.service.js';
import type { Cell, Report } from '../reports/domain/report.js';
import type { CampaignFigure, ExceptionFigure, OutcomeFigure } from './demo-summary.js';

interface JudgedRow {
  readonly outcome: Outcome;
  readonly status: DealStatus;
  readonly value_minor: number | null;
  readonly currency: string | null;
  readonly closed_on: string | null;
}

/** What the demo's summary tells, asked of the book. */
@Injectable()
export class DemoFiguresReadModel {
  constructor(
    private readonly database: Database,
    private readonly rates: RatesReadModel,
    private readonly reports: ReportsService,
  ) {}

  /** Deals and their value by outcome; open deals at the rate of the month of `asOf` (`YYYY-MM-DD`). */
  async outcomes(asOf: string): Promise<readonly OutcomeFigure[]> {
    const dollars = new DisplayCurrency(await this.rates.current(), 'USD');
    const rows = await this.database.rows<JudgedRow>(
      this.database.reader,
      `select v.outcome, d.status, d.value_minor, d.currency, d.closed_on
         from verdicts v join deals d on d.deal_id = v.deal_id`,
      [],
    );
    return OUTCOMES.toReversed().map((outcome) => {
      const judged = rows.filter((row) => row.outcome === outcome);
      const values = judged.map((row) => {
        const closed = row.closed_on === null ? null : row.closed_on.slice(0, 7);
        const month = isClosed(row.status) ? closed : asOf.slice(0, 7);
        return dollars.worthOf(row.value_minor, row.currency, month);
      });
      const cents = values.map((value) => (value.is === 'known' ? BigInt(value.minor) : 0n));
      return { outcome, deals: judged.length, valueUsdCents: cents.reduce((sum, one) => sum + one, 0n) };
    });
  }

  /** What each campaign cost and brought over its whole life. */
  async campaigns(asOf: string): Promise<readonly CampaignFigure[]> {
    const rows = await this.table('campaign-roi', asOf, 0);
    return rows.flatMap((row) => {
      const name = row.get('campaign');
      const id = row.get('campaign_id');
      if (typeof id !== 'string' || typeof name !== 'string') return [];
      const roi = row.get('roi');
      return [
        {
          campaignId: id,
          name,
          spendUsdCents: centsOf(row.get('spend_usd')),
          wonUsdCents: centsOf(row.get('won_usd')),
          roi: typeof roi === 'number' ? roi : null,
        },
      ];
    });
  }

  /** Won deals that somebody should look at, by kind. */
  async exceptions(asOf: string): Promise<readonly ExceptionFigure[]> {
    const rows = await this.table('registration-audit', asOf, 1);
    return rows
      .filter((row) => row.get('exception') !== NO_EXCEPTION.title)
      .map((row) => ({
        what: String(row.get('exception')),
        deals: Number(row.get('deals')),
        valueUsdCents: centsOf(row.get('value_usd')),
      }));
  }

  private async table(
    name: string,
    asOf: string,
    index: number,
  ): Promise<readonly ReadonlyMap<string, Cell>[]> {
    return this.reports.withReport(name, { asOf }, async (report: Report) => {
      const table = report.tables[index];
      const rows: ReadonlyMap<string, Cell>[] = [];
      for await (const page of table === undefined ? [] : rowPages(table)) {
        for (const row of page) {
          rows.push(new Map(table?.columns.map(({ key }, column) => [key, row[column] ?? null])));
        }
      }
      return rows;
    });
  }
}

function centsOf(cell: Cell | undefined): bigint {
  return typeof cell === 'number' || typeof cell === 'bigint' ? BigInt(cell) : 0n;
}
