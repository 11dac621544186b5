import type { Outcome } from '../../policies/domain/outcome.js';
import { type AuditException, isFiled, NO_EXCEPTION } from './audit-exceptions.js';
import { noteOf } from './book-balance.js';
import type { DealGroups } from './deal-groups.js';
import type { DisplayCurrency } from './display-currency.js';
import type { Cell, Column, ReportTable } from './report.js';
import type { CountedWin } from './won-deal.js';
import { countOf, type Worth, WorthSum } from './worth.js';

/** Verdicts that leave open whether a won deal is eligible. */
const UNDECIDED: readonly Outcome[] = ['undetermined', 'pending'];

/** What is counted of a group of won deals. */
export class AuditGroup {
  private deals = 0;
  private readonly value = new WorthSum();
  private eligible = 0;
  private undecided = 0;
  private registered = 0;
  private untold = 0;
  private exceptions = 0;
  private readonly exceptionsValue = new WorthSum();

  /** Counts a won deal; `exception` is what is to be looked at of it. */
  add(won: CountedWin, worth: Worth, exception: AuditException): void {
    this.deals += 1;
    this.value.add(worth);
    const outcome = won.verdict?.outcome ?? null;
    if (outcome === 'eligible') this.eligible += 1;
    else if (outcome === null || UNDECIDED.includes(outcome)) this.undecided += 1;
    if (won.registrationState === null) this.untold += 1;
    else if (isFiled(won.registrationState)) this.registered += 1;
    if (exception === NO_EXCEPTION) return;
    this.exceptions += 1;
    this.exceptionsValue.add(worth);
  }

  /** Cells of `measures`. */
  cells(): Cell[] {
    const [unvalued, toLookAt] = [this.value.note('deal'), this.exceptionsValue.note('deal')];
    return [
      this.deals,
      this.value.minor,
      this.eligible,
      this.registered,
      this.exceptions,
      this.exceptionsValue.minor,
      noteOf(
        unvalued,
        toLookAt === null ? null : `to look at: ${toLookAt === unvalued ? 'the same' : toLookAt}`,
        this.undecided === 0 ? null : `not known whether eligible: ${countOf(this.undecided, 'deal')}`,
        this.untold === 0 ? null : `registration not known: ${countOf(this.untold, 'deal')}`,
      ),
    ];
  }
}

function measures(display: DisplayCurrency): readonly Column[] {
  return [
    { key: 'won_deals', title: 'Won deals', type: 'integer' },
    display.column('won', 'Won value'),
    { key: 'eligible_deals', title: 'Eligible', type: 'integer' },
    { key: 'registered_deals', title: 'Registered', type: 'integer' },
    { key: 'exceptions', title: 'Deals to look at', type: 'integer' },
    display.column('exceptions_value', 'Value to look at'),
    { key: 'notes', title: 'Notes', type: 'text' },
  ];
}

/** The table of the groups; `total` is of all deals. */
export function auditGroups(
  groups: DealGroups<AuditGroup>,
  total: AuditGroup,
  display: DisplayCurrency,
): ReportTable {
  return {
    name: 'groups',
    title: 'Won deals by group',
    columns: [...groups.grouping.columns, ...measures(display)],
    rows: groups.rows((group) => group.cells()),
    totals: groups.totals(total.cells()),
    additive: groups.grouping.additive,
  };
}
