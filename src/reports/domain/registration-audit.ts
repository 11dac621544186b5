import { type AuditException, AUDIT_EXCEPTIONS, exceptionOf, NO_EXCEPTION } from './audit-exceptions.js';
import { AuditDeals } from './audit-deals.js';
import { AuditGroup, auditGroups } from './audit-groups.js';
import { balanceTable } from './book-balance.js';
import type { Calendar, Period } from './calendar.js';
import { type DealFilter, LEFT_OUT_VALUE } from './deal-filter.js';
import type { Grouping } from './deal-grouping.js';
import { DealGroups } from './deal-groups.js';
import type { DisplayCurrency } from './display-currency.js';
import type { KeyFigure, ReportContent, ReportTable, Row } from './report.js';
import { type AsOf, closedWithin, standingAt } from './reported-deal.js';
import { type Worth, WorthSum } from './worth.js';
import type { CountedWin, PolicyWords } from './won-deal.js';

/** What the report is asked: deals won in the period. */
export interface AuditQuestion {
  readonly period: Period;
  readonly asOf: AsOf;
  readonly filter: DealFilter;
  /** Not by solution. Null: not grouped. */
  readonly grouping: Grouping | null;
}

/** Deals and what they are worth. */
interface Tally {
  deals: number;
  readonly value: WorthSum;
}

interface CriterionTally {
  passes: number;
  fails: number;
  unknown: number;
  failsAlone: number;
  readonly cost: WorthSum;
}

/**
 * Whether a won deal belongs to the report; `unknown` where the day it was won leaves it open, `left-out` by a filter,
 * `unfiltered` where what it is filtered by is not known.
 */
type Belongs = 'yes' | 'unknown' | 'outside' | 'later' | 'left-out' | 'unfiltered';

/** Adds up the won deals. Give it every won deal of the book once; then the rows can be streamed. */
export class RegistrationAudit {
  readonly deals: AuditDeals;
  private readonly kinds = new Map<AuditException, Tally>();
  /** By the verdict itself: deals that were judged alike have one. */
  private readonly verdicts = new Map<CountedWin['verdict'], Tally>();
  private readonly counts: Record<Belongs, number> = {
    yes: 0,
    unknown: 0,
    outside: 0,
    later: 0,
    'left-out': 0,
    unfiltered: 0,
  };
  private worthUnknown = 0;
  private readonly groups: DealGroups<AuditGroup> | null;
  private readonly all = new AuditGroup();

  constructor(
    policies: ReadonlyMap<string, PolicyWords>,
    private readonly display: DisplayCurrency,
    private readonly question: AuditQuestion,
    private readonly calendar: Calendar,
  ) {
    this.deals = new AuditDeals(policies, display, question.asOf, calendar);
    const { grouping } = question;
    this.groups = grouping === null ? null : new DealGroups(grouping, () => new AuditGroup());
  }

  /** Whether a won deal belongs to the report. */
  private belongs(won: CountedWin): Belongs {
    const matches = this.question.filter.matches(won.deal, won.wantedSolutions);
    if (matches === null && this.question.filter.isWorth(won.deal) === null) this.worthUnknown += 1;
    if (matches !== true) return matches === null ? 'unfiltered' : 'left-out';
    const { state } = standingAt(won.deal, this.question.asOf);
    if (state !== 'won') return 'later';
    const within = closedWithin(won.deal, this.question.period, this.calendar);
    return within === null ? 'unknown' : within ? 'yes' : 'outside';
  }

  /** Counts a won deal; returns what is to be looked at of it, null where it does not belong to the report. */
  add(won: CountedWin): AuditException | null {
    const belongs = this.belongs(won);
    this.counts[belongs] += 1;
    if (belongs !== 'yes') return null;
    const worth = this.display.dealWorth(won.deal, true, this.question.asOf.day.slice(0, 7));
    const kind = exceptionOf(won.verdict?.outcome ?? null, won.registrationState);
    count(this.kinds, kind, worth);
    if (count(this.verdicts, won.verdict, worth) === 1) this.deals.meet(won.verdict);
    this.addToGroups(won, worth, kind);
    return kind;
  }

  /** The exceptions that some deal of the report has, in their order; the deals without any come last. */
  found(): readonly AuditException[] {
    return [...AUDIT_EXCEPTIONS, NO_EXCEPTION].filter((kind) => this.kinds.has(kind));
  }

  /**
   * The report; `rows` streams the deals that belong, null where they are not asked for; `notWon` is how many deals of
   * the book are not won.
   */
  content(rows: AsyncIterable<readonly Row[]> | null, notWon: number): ReportContent {
    const { yes, unknown, outside, later, 'left-out': leftOut, unfiltered } = this.counts;
    const value = WorthSum.of([...this.kinds.values()].map((kind) => kind.value));
    const won = Object.values(this.counts).reduce((sum, deals) => sum + deals, 0);
    const filters = [
      { line: 'Won, left out by the filters', deals: leftOut },
      { line: 'Won, left out, as what they are filtered by is not known', deals: unfiltered },
    ];
    return {
      figures: this.figures(value),
      tables: [
        ...this.groupTables(),
        ...(rows === null ? ([] as const) : ([this.deals.table(rows)] as const)),
        this.exceptionsTable(value),
        this.criteriaTable(),
        balanceTable(
          won + notWon,
          [
            { line: 'Won: in this report', deals: yes },
            { line: 'Won outside the period', deals: outside },
            { line: 'Won, not known whether in the period', deals: unknown },
            { line: 'Won after the as-of moment', deals: later },
            ...(this.question.filter.isSet ? filters : []),
            { line: 'Not won', deals: notWon },
          ],
          this.question.filter.least === null ? [] : [{ line: LEFT_OUT_VALUE, deals: this.worthUnknown }],
        ),
      ],
      notes: NOTES,
    };
  }

  private addToGroups(won: CountedWin, worth: Worth, kind: AuditException): void {
    if (this.groups === null) return;
    this.all.add(won, worth, kind);
    for (const group of this.groups.of(won.deal, null)) group.add(won, worth, kind);
  }

  private groupTables(): readonly [] | readonly [ReportTable] {
    return this.groups === null ? [] : [auditGroups(this.groups, this.all, this.display)];
  }

  /** What each criterion found, by its id. */
  private criteria(): ReadonlyMap<string, CriterionTally> {
    const criteria = new Map<string, CriterionTally>();
    for (const [verdict, { deals, value }] of this.verdicts) {
      const judged = this.deals.judged(verdict);
      const passing = judged.filter(({ result }) => result === 'pass').length;
      for (const { id, result } of judged) {
        const tally = criteria.get(id) ?? {
          passes: 0,
          fails: 0,
          unknown: 0,
          failsAlone: 0,
          cost: new WorthSum(),
        };
        criteria.set(id, tally);
        if (result === 'pass') tally.passes += deals;
        else if (result === 'unknown') tally.unknown += deals;
        else {
          tally.fails += deals;
          if (passing === judged.length - 1) {
            tally.failsAlone += deals;
            tally.cost.addAll(value);
          }
        }
      }
    }
    return criteria;
  }

  private figures(value: WorthSum): KeyFigure[] {
    const look = AUDIT_EXCEPTIONS.reduce((sum, kind) => sum + (this.kinds.get(kind)?.deals ?? 0), 0);
    return [
      { key: 'won_deals', title: 'Won deals', type: 'integer', value: this.counts.yes },
      { ...this.display.column('won', 'Won value'), value: value.minor },
      { key: 'exceptions', title: 'Deals to look at', type: 'integer', value: look },
    ];
  }

  private exceptionsTable(all: WorthSum): ReportTable {
    return {
      name: 'exceptions',
      title: 'Exceptions',
      columns: [
        { key: 'exception', title: 'Exception', type: 'text' },
        { key: 'deals', title: 'Deals', type: 'integer' },
        this.display.column('value', 'Value'),
        { key: 'what_to_do', title: 'What to do', type: 'text' },
        { key: 'notes', title: 'Notes', type: 'text' },
      ],
      rows: [...AUDIT_EXCEPTIONS, NO_EXCEPTION].map((kind) => {
        const { deals, value } = this.kinds.get(kind) ?? { deals: 0, value: new WorthSum() };
        return [kind.title, deals, value.minor, kind.remedy, value.note('deal')];
      }),
      totals: ['Total', this.counts.yes, all.minor, null, all.note('deal')],
      additive: true,
    };
  }

  private criteriaTable(): ReportTable {
    const criteria = this.criteria();
    return {
      name: 'criteria',
      title: 'Criteria',
      columns: [
        { key: 'criterion', title: 'Criterion', type: 'text' },
        { key: 'title', title: 'What it asks', type: 'text' },
        { key: 'passes', title: 'Pass', type: 'integer' },
        { key: 'fails', title: 'Fail', type: 'integer' },
        { key: 'unknown', title: 'Not known', type: 'integer' },
        { key: 'fails_alone', title: 'Fail this one alone', type: 'integer' },
        this.display.column('cost', 'Value it costs'),
        { key: 'notes', title: 'Notes', type: 'text' },
      ],
      rows: this.deals.criteria().flatMap(({ id, title }) => {
        const tally = criteria.get(id);
        if (tally === undefined) return [];
        const { passes, fails, unknown, failsAlone, cost } = tally;
        return [[id, title, passes, fails, unknown, failsAlone, cost.minor, cost.note('deal')]];
      }),
      totals: null,
      additive: false,
    };
  }
}

/** Counts a deal. @returns how many there are now. */
function count<Key>(tallies: Map<Key, Tally>, key: Key, worth: Worth): number {
  let tally = tallies.get(key);
  if (tally === undefined) {
    tally = { deals: 0, value: new WorthSum() };
    tallies.set(key, tally);
  }
  tally.deals += 1;
  tally.value.add(worth);
  return tally.deals;
}

const NOTES: readonly string[] = [
  'Deals are those that were won at the as-of moment, each with the verdict that the decision log had of it last, and with the registration that files had told of, by then. A verdict counts from when it was decided: one that was decided later says nothing of an earlier day.',
  'Verdicts are made by the policy version in force on the day each deal was won. A deal whose data changed is judged again by dealproof evaluate.',
  'Exceptions come first, in the order of the exceptions table; within an exception the earliest won day (UTC) first, then the deal id; deals of unknown won day last.',
  'A criterion costs the value of the deals that fail it alone and pass every other: what would have been eligible without it.',
  'A registration state that no file told is not known, which is not the same as not registered.',
];
