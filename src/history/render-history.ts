import { formatInstant } from '../kernel/instants.js';
import { shorten } from '../kernel/text.js';
import { shownValue } from './shown-value.js';
import type { DealHistory } from './history.service.js';

const MARKS = { pass: '✓', fail: '✗', unknown: '?' } as const;

/** The history of a deal as lines of text: data and verdicts in the order in which they were recorded. */
export function renderHistory({ dealId, changes, decisions }: DealHistory): string {
  const told = changes.map((change) => ({
    at: change.recordedAt,
    lines: [
      `${formatInstant(change.recordedAt)}  version ${change.version}, learnt from ${change.sources.join(', ')} (import ${change.importId}), so since ${formatInstant(change.validAt)}`,
      ...change.changes
        .filter(({ to }) => change.version > 1 || to !== null)
        .map(({ field, from, to }) =>
          change.version === 1
            ? `    ${field}: ${show(field, to)}`
            : `    ${field}: ${show(field, from)} → ${show(field, to)}`,
        ),
    ],
  }));
  const judged = decisions.map((decision) => ({
    at: decision.decidedAt,
    lines: [
      `${formatInstant(decision.decidedAt)}  verdict ${decision.sequence}: ${decision.outcome.toUpperCase()} by ${decision.policy} ${decision.policyVersion ?? '(no version in force)'}, because of ${decision.cause}`,
      ...decision.criteria.map(({ id, result }) => `    ${MARKS[result]} ${id}`),
    ],
  }));
  const lines = [...told, ...judged].toSorted((a, b) => a.at - b.at).flatMap((entry) => entry.lines);
  return [`Deal ${dealId}`, '', ...lines].join('\n');
}

function show(field: string, value: unknown): string {
  if (value === null) return 'not known';
  const shown = shownValue(field, value);
  return shorten(typeof shown === 'string' ? shown : JSON.stringify(shown), 100);
}
