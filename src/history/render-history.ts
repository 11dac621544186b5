import type { DealChange } from '../deals/domain/deal-history.js';
import { formatInstant } from '../kernel/instants.js';
import { formatMinorUnits } from '../kernel/money.js';
import { shorten } from '../kernel/text.js';
import type { AttributedDecision, DealHistory } from './history.service.js';
import { shownValue } from './shown-value.js';
import { timelineOf } from './timeline.js';

const MARKS = { pass: '✓', fail: '✗', unknown: '?' } as const;

/** The history of a deal as lines of text: data and verdicts in one order. */
export function renderHistory({ dealId, changes, decisions }: DealHistory): string {
  let amount: Amount = { valueMinor: null, currency: null };
  const lines = timelineOf(changes, decisions).flatMap((happening) => {
    if (happening.what === 'decision') return decisionLines(happening.decision);
    const before = amount;
    amount = amountAfter(happening.change, before);
    return changeLines(happening.change, before, amount);
  });
  return [`Deal ${dealId}`, '', ...lines].join('\n');
}

/** What a deal is worth: an amount is none without its currency. */
interface Amount {
  /** Integer minor units of the currency. */
  readonly valueMinor: unknown;
  readonly currency: unknown;
}

function amountAfter({ changes }: DealChange, before: Amount): Amount {
  const told = changes.filter(({ field }) => field in before).map(({ field, to }) => [field, to]);
  return { ...before, ...Object.fromEntries(told) };
}

function changeLines(change: DealChange, before: Amount, after: Amount): readonly string[] {
  const first = change.version === 1;
  const line = (name: string, from: string, to: string): string =>
    first ? `    ${name}: ${to}` : `    ${name}: ${from} → ${to}`;
  const amounts = change.changes.filter(({ field }) => field in before);
  return [
    `${formatInstant(change.recordedAt)}  version ${change.version}, learnt from ${change.sources.join(', ')} (import ${change.importId}), so since ${formatInstant(change.validAt)}`,
    ...change.changes
      .filter((one) => one === amounts[0] || !amounts.includes(one))
      .map((one) =>
        one === amounts[0]
          ? line('value', amountText(before), amountText(after))
          : line(one.field, show(one.field, one.from), show(one.field, one.to)),
      ),
  ];
}

function amountText({ valueMinor, currency }: Amount): string {
  if (typeof currency !== 'string') return 'not known';
  return typeof valueMinor === 'number'
    ? `${formatMinorUnits(valueMinor, currency)} ${currency}`
    : `not known, in ${currency}`;
}

function decisionLines(decision: AttributedDecision): readonly string[] {
  const { causes, details } = decision.attribution;
  const because = causes.length === 0 ? [decision.cause] : causes.map(({ cause }) => cause);
  const why = decision.cause === 'first' ? 'the first verdict' : `because of ${because.join(', ')}`;
  return [
    `${formatInstant(decision.decidedAt)}  verdict ${decision.sequence}: ${decision.outcome.toUpperCase()} by ${decision.policy} ${decision.policyVersion ?? '(no version in force)'}, ${why}`,
    ...details.map((detail) => `    ${detail}`),
    ...decision.criteria.map(({ id, result }) => `    ${MARKS[result]} ${id}`),
  ];
}

function show(field: string, value: unknown): string {
  if (value === null) return 'not known';
  const shown = shownValue(field, value);
  return shorten(typeof shown === 'string' ? shown : JSON.stringify(shown), 100);
}
