import { shorten } from '../kernel/text.js';
import type { ConditionChange } from './domain/diff-conditions.js';
import type { Change, CriterionDiff, OneSided, PolicyDiff, TextChange } from './domain/diff-policies.js';

/** How two policy versions differ, as lines for a person. */
export function renderPolicyDiff(diff: PolicyDiff): string {
  const lines = [
    `${diff.before.version} → ${diff.after.version}`,
    ...changeLine('status', diff.status),
    ...changeLine('in force from', diff.from),
    ...changeLine('in force until', diff.until, 'no end'),
    ...textLines('title', diff.title),
    ...diff.removed.map((criterion) => `- ${oneSided(criterion)}`),
    ...diff.added.map((criterion) => `+ ${oneSided(criterion)}`),
    ...diff.changed.flatMap(criterionLines),
    ...changeLine(
      'order',
      diff.order && { before: diff.order.before.join(', '), after: diff.order.after.join(', ') },
    ),
  ];
  if (diff.identical) lines.push('The two say the same.');
  else if (diff.judgeAlike) lines.push('Every deal gets the same results by both.');
  return lines.join('\n');
}

function oneSided({ id, title, onFail }: OneSided): string {
  return `${id} (${onFail}): ${title}`;
}

function criterionLines(criterion: CriterionDiff): readonly string[] {
  const { document, published, section } = criterion.source;
  const lines = [
    ...criterion.conditions.map(conditionLine),
    ...changeLine('onFail', criterion.onFail),
    ...textLines('title', criterion.title),
    ...textLines('because', criterion.because),
    ...textLines('remedy', criterion.remedy),
    ...changeLine('source.document', document),
    ...changeLine('source.published', published),
    ...changeLine('source.section', section),
  ];
  return [`~ ${criterion.id}`, ...lines.map((line) => `    ${line}`)];
}

function conditionLine({ change, within, fact, operator, before, after }: ConditionChange): string {
  const place = within === null ? '' : `in “${within}”: `;
  if (change === 'added') return `${place}added ${after}`;
  if (change === 'removed') return `${place}removed ${before}`;
  return `${place}${change === 'value' ? `${fact} ${operator} ` : ''}${before} → ${after}`;
}

function textLines(what: string, changes: readonly TextChange[]): readonly string[] {
  return changes.flatMap(({ language, before, after }) =>
    changeLine(`${what} (${language})`, { before: quoted(before), after: quoted(after) }),
  );
}

function quoted(text: string | null): string {
  return text === null ? 'none' : `“${shorten(text, 100)}”`;
}

function changeLine(what: string, change: Change<string | null> | null, absent = 'none'): readonly string[] {
  return change === null ? [] : [`${what}: ${change.before ?? absent} → ${change.after ?? absent}`];
}
