import type { Calendar } from './calendar.js';
import { type CampaignGroups, monthGroup } from './campaign-groups.js';
import type { ReportedDeal } from './reported-deal.js';
import type { Worth } from './worth.js';

/** Money over time: spend and deals in the months in which they were, whatever their campaigns. */
export class CampaignMonths {
  constructor(
    private readonly groups: CampaignGroups,
    private readonly calendar: Calendar,
  ) {}

  /** Adds an entry of the spend ledger to the month of its date (`YYYY-MM-DD`). */
  addSpend(date: string, worth: Worth): void {
    this.groups.of(monthGroup(date)).addSpend(worth);
  }

  /** Adds a deal to the month of its creation; `open` is what it is worth while it is open, null for one that has ended. */
  addBrought(deal: ReportedDeal, open: Worth | null): void {
    this.groups.of(monthGroup(this.calendar.dayOf(deal.created))).addBrought(deal, open);
  }

  /** Adds a won deal to the month it was won in. */
  addWon(deal: ReportedDeal, worth: Worth): void {
    this.groups.of(monthGroup(this.closingDay(deal))).addWon(worth);
  }

  /** A day of the month that a deal closed in, as far as that is known. */
  private closingDay({ closed, closedNotBefore, closedNotAfter }: ReportedDeal): string | null {
    const day = this.calendar.dayOf(closed);
    if (day !== null || closedNotBefore === null || closedNotAfter === null) return day;
    const [first, last] = [this.calendar.dateOf(closedNotBefore), this.calendar.dateOf(closedNotAfter)];
    return first.slice(0, 7) === last.slice(0, 7) ? first : null;
  }
}
