import type { DealChange } from '../deals/domain/deal-history.js';
import { formatInstant } from '../kernel/instants.js';
import { shorten } from '../kernel/text.js';
import type { AttributedDecision, DealHistory } from './history.service.js';
import { shownValue } from './shown-value.js';
import { timelineOf } from './timeline.js';

const MARKS = { pass: '✓', fail: '✗', unknown: '?' } as const;

/** The history of a deal as lines of text: data and verdicts in one order. */
export function renderHistory({ dealId, changes, decisions }: DealHistory): string {
  const lines = timelineOf(changes, decisions).flatMap((happening) =>
    happening.what === 'change' ? changeLines(happening.change) : decisionLines(happening.decision),
  );
  return [`Deal ${dealId}`, '', ...lines].join('\n');
}

function changeLines(change: DealChange): readonly string[] {
  return [
    `${formatInstant(change.recordedAt)}  version ${change.version}, learnt from ${change.sources.join(', ')} (import ${change.importId}), so since ${formatInstant(change.validAt)}`,
    ...change.changes
      .filter(({ to }) => change.version > 1 || to !== null)
      .map(({ field, from, to }) =>
        change.version === 1
          ? `    ${field}: ${show(field, to)}`
          : `    ${field}: ${show(field, from)} → ${show(field, to)}`,
      ),
  ];
}

function decisionLines(decision: AttributedDecision): readonly string[] {
  const { causes, details } = decision.attribution;
  const because = causes.length === 0 ? decision.cause : causes.map(({ cause }) => cause).join(', ');
  return [
    `${formatInstant(decision.decidedAt)}  verdict ${decision.sequence}: ${decision.outcome.toUpperCase()} by ${decision.policy} ${decision.policyVersion ?? '(no version in force)'}, because of ${because}`,
    ...details.map((detail) => `    ${detail}`),
    ...decision.criteria.map(({ id, result }) => `    ${MARKS[result]} ${id}`),
  ];
}

function show(field: string, value: unknown): string {
  if (value === null) return 'not known';
  const shown = shownValue(field, value);
  return shorten(typeof shown === 'string' ? shown : JSON.stringify(shown), 100);
}
