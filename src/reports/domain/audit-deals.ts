import { compareText } from '../../kernel/text.js';
import { exceptionOf } from './audit-exceptions.js';
import { noteOf } from './book-balance.js';
import type { Calendar } from './calendar.js';
import type { DisplayCurrency } from './display-currency.js';
import type { Cell, Column, ReportTable, Row } from './report.js';
import type { AsOf } from './reported-deal.js';
import type { Worth } from './worth.js';
import {
  type CountedWin,
  type CriterionWords,
  type JudgedCriterion,
  judgedCriteria,
  type PolicyWords,
  type ShownWin,
} from './won-deal.js';

function beforeCriteria(display: DisplayCurrency): readonly Column[] {
  return [
    { key: 'exception', title: 'Exception', type: 'text' },
    { key: 'deal_id', title: 'Deal id', type: 'text' },
    { key: 'deal', title: 'Deal', type: 'text' },
    { key: 'customer', title: 'Customer', type: 'text' },
    { key: 'deal_type', title: 'Deal type', type: 'text' },
    { key: 'created_at', title: 'Created at (UTC)', type: 'instant' },
    { key: 'won_at', title: 'Won at (UTC)', type: 'instant' },
    { key: 'won_on', title: 'Won on', type: 'date' },
    { key: 'value', title: 'Value', type: 'money' },
    { key: 'currency', title: 'Currency', type: 'text' },
    display.column('value', 'Value'),
    { key: 'outcome', title: 'Outcome', type: 'text' },
  ];
}

const AFTER_CRITERIA: readonly Column[] = [
  { key: 'fails', title: 'Fails', type: 'text' },
  { key: 'not_known', title: 'Not known', type: 'text' },
  { key: 'policy_version', title: 'Policy version', type: 'text' },
  { key: 'policy_hash', title: 'Policy hash', type: 'text' },
  { key: 'registration', title: 'Registration', type: 'text' },
  { key: 'submitted_on', title: 'Submitted on', type: 'date' },
  { key: 'decided_on', title: 'Decided on', type: 'date' },
  { key: 'what_to_do', title: 'What to do', type: 'text' },
  { key: 'notes', title: 'Notes', type: 'text' },
];

/** Verdicts that are kept in words: of a million deals a few hundred differ. */
const MOST_WORDINGS = 5000;

/** A verdict in words. */
interface Wording {
  readonly judged: readonly JudgedCriterion[];
  /** A cell for each criterion of the columns; made when the first row is. */
  cells: readonly Cell[] | null;
  readonly fails: string | null;
  readonly notKnown: string | null;
  readonly note: string | null;
}

/** The audit's table of deals: a row a won deal, a column a criterion. */
export class AuditDeals {
  /** Hashes of the policy versions that some verdict was made by. */
  private readonly used = new Set<string>();
  /** By the verdict itself: the same one is one object for all deals that have it. */
  private readonly wordings = new Map<CountedWin['verdict'], Wording>();

  constructor(
    private readonly policies: ReadonlyMap<string, PolicyWords>,
    private readonly display: DisplayCurrency,
    private readonly asOf: AsOf,
    private readonly calendar: Calendar,
  ) {}

  /** Results by criterion; of deals judged alike they are the same. */
  judged(verdict: CountedWin['verdict']): readonly JudgedCriterion[] {
    return this.wordingOf(verdict).judged;
  }

  /** Takes note of the policy version of a verdict, for the columns. */
  meet(verdict: CountedWin['verdict']): void {
    if (verdict !== null && verdict.policyHash !== null) this.used.add(verdict.policyHash);
  }

  /** The criteria of all versions in use, in the order they were first in force, worded as they last were. */
  criteria(): readonly CriterionWords[] {
    const versions = [...this.policies.values()]
      .filter(({ hash }) => this.used.has(hash))
      .toSorted(
        (a, b) =>
          compareText(a.from ?? '', b.from ?? '') ||
          compareText(a.version, b.version) ||
          compareText(a.hash, b.hash),
      );
    const criteria = new Map<string, CriterionWords>();
    for (const version of versions) {
      for (const criterion of version.criteria) criteria.set(criterion.id, criterion);
    }
    return [...criteria.values()];
  }

  /** The table over pages of rows made by `row`. */
  table(rows: AsyncIterable<readonly Row[]>): ReportTable {
    const criteria = this.criteria().map(({ id, title }): Column => ({
      key: `criterion:${id}`,
      title,
      type: 'text',
    }));
    return {
      name: 'deals',
      title: 'Won deals',
      columns: [...beforeCriteria(this.display), ...criteria, ...AFTER_CRITERIA],
      rows,
      totals: null,
      additive: true,
    };
  }

  /** The row of a won deal, when all were met; `criteria` are those of the columns. */
  row(won: ShownWin, criteria: readonly CriterionWords[]): Row {
    const { deal, verdict } = won;
    const worth = this.display.dealWorth(deal, true, this.asOf.day.slice(0, 7));
    const wording = this.wordingOf(verdict);
    const exception = exceptionOf(verdict?.outcome ?? null, won.registrationState);
    const { valueMinor: minor, currency } = deal;
    return [
      exception.title,
      won.dealId,
      won.name,
      won.customerName,
      deal.dealType,
      deal.created.at,
      deal.closed.at,
      this.calendar.dayOf(deal.closed),
      minor === null || currency === null ? null : { minor, currency },
      currency,
      worth.is === 'known' ? worth.minor : null,
      verdict?.outcome ?? null,
      ...(wording.cells ??= cellsOf(wording.judged, criteria)),
      wording.fails,
      wording.notKnown,
      verdict?.policyVersion ?? null,
      verdict?.policyHash ?? null,
      won.registrationState,
      won.registrationSubmittedOn,
      won.registrationDecidedOn,
      exception.remedy,
      noteOf(valueNote(worth), wording.note),
    ];
  }

  private wordingOf(verdict: CountedWin['verdict']): Wording {
    const known = this.wordings.get(verdict);
    if (known !== undefined) return known;
    const judged = judgedCriteria(verdict, this.policies);
    const wording: Wording = {
      judged,
      cells: null,
      fails: failing(judged),
      notKnown: missing(judged),
      note: verdictNote(verdict, this.policies),
    };
    if (this.wordings.size === MOST_WORDINGS) this.wordings.clear();
    this.wordings.set(verdict, wording);
    return wording;
  }
}

function cellsOf(judged: readonly JudgedCriterion[], criteria: readonly CriterionWords[]): readonly Cell[] {
  return criteria.map(({ id }) => judged.find((one) => one.id === id)?.result ?? null);
}

function failing(judged: readonly JudgedCriterion[]): string | null {
  const fails = judged.filter(({ result }) => result === 'fail');
  return noteOf(...fails.map(({ title, because }) => `${title}: ${because}`));
}

function missing(judged: readonly JudgedCriterion[]): string | null {
  const unknown = judged.filter(({ result }) => result === 'unknown');
  return noteOf(...unknown.map(({ title }) => title));
}

function valueNote(worth: Worth): string | null {
  if (worth.is === 'known') return null;
  return worth.is === 'no-value' ? 'no value known' : `not converted: ${worth.reason}`;
}

function verdictNote(
  verdict: CountedWin['verdict'],
  policies: ReadonlyMap<string, PolicyWords>,
): string | null {
  if (verdict === null) return 'no verdict was recorded by the as-of moment';
  if (verdict.policyHash === null) return 'no policy version was in force';
  return policies.has(verdict.policyHash) ? null : 'the text of this policy version is not in the book';
}
