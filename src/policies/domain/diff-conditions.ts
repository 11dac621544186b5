import { type CanonicalCondition, canonicalCondition } from './canonical-condition.js';
import { conditionWords, valueWords } from './condition-words.js';
import type { Condition, Leaf } from './policy.js';

/** One way in which a condition differs from what it was. */
export interface ConditionChange {
  /** `value`: the same comparison with another value; `comparison`: another comparison of the same fact. */
  readonly change: 'value' | 'comparison' | 'added' | 'removed' | 'replaced';
  /** The group that it stands in; null for the whole condition. */
  readonly within: 'all' | 'any' | null;
  /** What is compared; null where it is not one comparison of one fact before and after. */
  readonly fact: string | null;
  readonly operator: string | null;
  /** In the words of rule files; null for what was added. */
  readonly before: string | null;
  /** In the words of rule files; null for what was removed. */
  readonly after: string | null;
}

type Group = 'all' | 'any';
type Within = Group | null;

/** How a condition differs from what it was, by meaning: see `canonicalCondition`. Nothing when it says the same. */
export function diffConditions(before: Condition, after: Condition): readonly ConditionChange[] {
  return diff(canonicalCondition(before), canonicalCondition(after), null);
}

function diff(
  before: CanonicalCondition,
  after: CanonicalCondition,
  within: Within,
): readonly ConditionChange[] {
  if (before.key === after.key) return [];
  if (before.kind === 'comparison' && after.kind === 'comparison') {
    return [compared(before.leaf, after.leaf, within)];
  }
  const kind = commonKind(before, after);
  return kind === null
    ? [replaced(before, after, within)]
    : diffParts(kind, partsOf(before, kind), partsOf(after, kind));
}

/** The kind of group that both can be seen as: a condition that others were put beside, or removed from, is one too. */
function commonKind(before: CanonicalCondition, after: CanonicalCondition): Group | null {
  if (before.kind === after.kind) return before.kind === 'comparison' ? null : before.kind;
  if (after.kind !== 'comparison' && isWithin(before, after)) return after.kind;
  if (before.kind !== 'comparison' && isWithin(after, before)) return before.kind;
  if (before.kind === 'comparison') return after.kind === 'comparison' ? null : after.kind;
  return after.kind === 'comparison' ? before.kind : null;
}

function isWithin(part: CanonicalCondition, whole: CanonicalCondition): boolean {
  return whole.kind !== 'comparison' && whole.parts.some(({ key }) => key === part.key);
}

function partsOf(condition: CanonicalCondition, kind: Group): readonly CanonicalCondition[] {
  return condition.kind === kind ? condition.parts : [condition];
}

/** Parts that are the same stay; of the others those that compare the same belong together, then those of one fact. */
function diffParts(
  kind: Group,
  before: readonly CanonicalCondition[],
  after: readonly CanonicalCondition[],
): readonly ConditionChange[] {
  const kept = new Set(before.map(({ key }) => key).filter((key) => after.some((part) => part.key === key)));
  let [gone, come] = [before.filter(({ key }) => !kept.has(key)), after.filter(({ key }) => !kept.has(key))];
  const changes: ConditionChange[] = [];
  for (const isAkin of [comparesAlike, isOfOneFact, isOfOneKind]) {
    for (const old of gone) {
      const young = come.find((part) => isAkin(old, part));
      if (young === undefined) continue;
      changes.push(...diff(old, young, kind));
      gone = gone.filter((part) => part !== old);
      come = come.filter((part) => part !== young);
    }
  }
  return [
    ...changes,
    ...gone.map((part) => ({ ...NOTHING, change: 'removed' as const, within: kind, before: words(part) })),
    ...come.map((part) => ({ ...NOTHING, change: 'added' as const, within: kind, after: words(part) })),
  ];
}

function comparesAlike(a: CanonicalCondition, b: CanonicalCondition): boolean {
  return (
    isOfOneFact(a, b) &&
    a.kind === 'comparison' &&
    b.kind === 'comparison' &&
    a.leaf.operator === b.leaf.operator
  );
}

function isOfOneFact(a: CanonicalCondition, b: CanonicalCondition): boolean {
  return a.kind === 'comparison' && b.kind === 'comparison' && a.leaf.fact === b.leaf.fact;
}

function isOfOneKind(a: CanonicalCondition, b: CanonicalCondition): boolean {
  return a.kind !== 'comparison' && a.kind === b.kind;
}

const NOTHING = { fact: null, operator: null, before: null, after: null };

function compared(before: Leaf, after: Leaf, within: Within): ConditionChange {
  const { fact, operator } = after;
  if (before.fact === fact && before.operator === operator) {
    return { change: 'value', within, fact, operator, before: valueWords(before), after: valueWords(after) };
  }
  const change = before.fact === fact ? 'comparison' : 'replaced';
  const told = { fact: before.fact === fact ? fact : null, operator: null };
  return { change, within, ...told, before: conditionWords(before), after: conditionWords(after) };
}

function replaced(before: CanonicalCondition, after: CanonicalCondition, within: Within): ConditionChange {
  return { ...NOTHING, change: 'replaced', within, before: words(before), after: words(after) };
}

function words(condition: CanonicalCondition): string {
  if (condition.kind === 'comparison') return conditionWords(condition.leaf);
  return `${condition.kind} of (${condition.parts.map(words).join('; ')})`;
}
