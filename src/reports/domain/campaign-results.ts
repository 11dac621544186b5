import { noteOf } from './book-balance.js';
import type { Calendar } from './calendar.js';
import type { DisplayCurrency } from './display-currency.js';
import { ratioOf, roundedQuotient } from './figures.js';
import type { Cell, Column } from './report.js';
import type { ReportedDeal } from './reported-deal.js';
import { countOf, type Worth, WorthSum } from './worth.js';
import { WeightedValue } from './weighted-value.js';

/** What is measured of a campaign. A ratio stands after its numerator and denominator. */
export function campaignMeasures(display: DisplayCurrency): readonly Column[] {
  return [
    display.column('spend', 'Spend'),
    { key: 'deals', title: 'Deals', type: 'integer' },
    { key: 'open_deals', title: 'Open deals', type: 'integer' },
    display.column('open', 'Open value'),
    display.column('weighted', 'Weighted open value'),
    { key: 'won_deals', title: 'Won deals', type: 'integer' },
    display.column('won', 'Won value'),
    display.column('return', 'Won less spend'),
    { key: 'roi', title: 'ROI', type: 'percent' },
    { key: 'roas', title: 'ROAS', type: 'ratio' },
    display.column('cost_per_won', 'Cost per won deal'),
    { key: 'open_per_spend', title: 'Open value per unit of spend', type: 'ratio' },
    { key: 'first_deal', title: 'First deal', type: 'date' },
    { key: 'last_deal', title: 'Last deal', type: 'date' },
    { key: 'unconverted_deals', title: 'Unconverted deals', type: 'integer' },
    { key: 'unconverted_spend', title: 'Unconverted spend entries', type: 'integer' },
    { key: 'notes', title: 'Notes', type: 'text' },
  ];
}

/**
 * Spend and deals of one campaign, or of all.
 * @param wider why the spend is for more than these deals, so that nothing they brought can be set against it; null
 * where it is for them alone.
 */
export class CampaignResults {
  private readonly spend = new WorthSum();
  private deals = 0;
  private openDeals = 0;
  private readonly open = new WorthSum();
  private readonly weighted = new WeightedValue();
  private wonDeals = 0;
  private readonly won = new WorthSum();
  private firstDay: string | null = null;
  private lastDay: string | null = null;

  constructor(
    private readonly calendar: Calendar,
    private readonly wider: string | null,
  ) {}

  /** Adds an entry of the spend ledger; a refund is negative. */
  addSpend(worth: Worth): void {
    this.spend.add(worth);
  }

  /** Counts a deal the campaign brought; `open` is what it is worth while it is open, null for one that has ended. */
  addBrought({ created, stagePercent }: ReportedDeal, open: Worth | null): void {
    this.deals += 1;
    this.meetDay(this.calendar.dayOf(created));
    if (open === null) return;
    this.openDeals += 1;
    this.open.add(open);
    this.weighted.add(stagePercent, open);
  }

  /** Adds a won deal. */
  addWon(worth: Worth): void {
    this.wonDeals += 1;
    this.won.add(worth);
  }

  /** Cells of `campaignMeasures`; `remark` goes before the notes. */
  cells(remark: string | null): Cell[] {
    const [spend, won] = [this.spend.minor, this.won.minor];
    const obstacle = this.obstacle();
    const perWon =
      obstacle === null && this.wonDeals > 0 ? roundedQuotient(spend, BigInt(this.wonDeals)) : null;
    return [
      spend,
      this.deals,
      this.openDeals,
      this.open.minor,
      this.weighted.byStage(),
      this.wonDeals,
      won,
      this.wider !== null || this.spend.unconverted > 0 ? null : won - spend,
      obstacle === null ? ratioOf(won - spend, spend) : null,
      obstacle === null ? ratioOf(won, spend) : null,
      perWon,
      obstacle === null ? ratioOf(this.open.minor, spend) : null,
      this.firstDay,
      this.lastDay,
      this.open.unconverted + this.won.unconverted,
      this.spend.unconverted,
      noteOf(remark, obstacle ?? this.atLeast(), this.perWonObstacle(obstacle), ...this.incomplete()),
    ];
  }

  /** Adds what another campaign, or several, brought. */
  addAll(other: CampaignResults): void {
    this.spend.addAll(other.spend);
    this.deals += other.deals;
    this.openDeals += other.openDeals;
    this.open.addAll(other.open);
    this.weighted.addAll(other.weighted);
    this.wonDeals += other.wonDeals;
    this.won.addAll(other.won);
    this.meetDay(other.firstDay);
    this.meetDay(other.lastDay);
  }

  private meetDay(day: string | null): void {
    if (day === null) return;
    if (this.firstDay === null || day < this.firstDay) this.firstDay = day;
    if (this.lastDay === null || day > this.lastDay) this.lastDay = day;
  }

  /** Why nothing can be divided by the spend. */
  private obstacle(): string | null {
    if (this.wider !== null) return `no ROI: ${this.wider}`;
    if (this.spend.unconverted > 0) return 'no ROI: part of the spend could not be converted';
    if (this.spend.counted === 0) return 'no ROI: no spend recorded';
    if (this.spend.minor === 0n) return 'no ROI: the spend is zero';
    if (this.spend.minor < 0n) return 'no ROI: refunds exceed the spend';
    return null;
  }

  /** What is missing from the won value can only add to it, so the return stands as a lower bound. */
  private atLeast(): string | null {
    return this.won.unconverted > 0
      ? 'ROI is at least this: part of the won value could not be converted'
      : null;
  }

  private perWonObstacle(obstacle: string | null): string | null {
    return obstacle === null && this.wonDeals === 0 ? 'no cost per won deal: none won' : null;
  }

  private incomplete(): (string | null)[] {
    const { withoutStage } = this.weighted;
    const part = (label: string, sum: WorthSum, noun: string): string | null => {
      const note = sum.note(noun);
      return note === null ? null : `${label}: ${note}`;
    };
    return [
      part('spend', this.spend, 'entry'),
      part('open', this.open, 'deal'),
      withoutStage === 0 ? null : `open: ${countOf(withoutStage, 'deal')} of unknown stage without weight`,
      part('won', this.won, 'deal'),
    ];
  }
}
