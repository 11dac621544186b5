import { compareText } from '../../kernel/text.js';
import { writtenInstants } from './fact-value.js';
import { holdsForm, type NormalCondition } from './negation.js';
import type { Condition, Leaf, LeafValue } from './policy.js';
import type { OperatorName } from './vocabulary.js';

/**
 * A condition in the one way to say what it says: without `not` and shared conditions, groups within groups of their
 * kind joined, nothing said twice, lists and groups sorted. `key` is the same for two conditions that differ in
 * nothing else, nor in how they write an instant.
 */
export type CanonicalCondition = { readonly key: string } & (
  | { readonly kind: 'all' | 'any'; readonly parts: readonly CanonicalCondition[] }
  | { readonly kind: 'comparison'; readonly leaf: Leaf }
);

/** Instants are compared from one instant on: `before` it, or not. */
const INSTANT_FORMS: Readonly<
  Partial<Record<OperatorName, readonly ['before' | 'onOrAfter', 'min' | 'max']>>
> = {
  before: ['before', 'min'],
  onOrBefore: ['before', 'max'],
  after: ['onOrAfter', 'max'],
  onOrAfter: ['onOrAfter', 'min'],
};

/** The one way to say what a condition says. */
export function canonicalCondition(condition: Condition): CanonicalCondition {
  return canonical(holdsForm(condition));
}

/** A group of conditions that are canonical; one alone stands for itself. */
function groupOf(kind: 'all' | 'any', members: readonly CanonicalCondition[]): CanonicalCondition {
  const flat = members.flatMap((member) => (member.kind === kind ? member.parts : [member]));
  const parts = [...new Map(flat.map((part) => [part.key, part])).values()].toSorted((a, b) =>
    compareText(a.key, b.key),
  );
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return { kind, parts, key: `${kind}(${parts.map(({ key }) => key).join(',')})` };
}

function canonical(form: NormalCondition): CanonicalCondition {
  if ('all' in form) return groupOf('all', form.all.map(canonical));
  if ('any' in form) return groupOf('any', form.any.map(canonical));
  const leaf = canonicalLeaf(form);
  return { kind: 'comparison', leaf, key: JSON.stringify(comparedAs(leaf)) };
}

/** A list of one value is that value, and what is not true is false. */
function canonicalLeaf({ fact, operator, value }: Leaf): Leaf {
  if (value === undefined) return { fact, operator };
  if (typeof value === 'boolean') {
    return { fact, operator: 'equal', value: operator === 'notEqual' ? !value : value };
  }
  if (typeof value !== 'object') return { fact, operator, value };
  const values = [...new Set(value)].toSorted(compareValues);
  const [only] = values;
  return values.length === 1 && only !== undefined
    ? { fact, operator: SINGLE_FORMS[operator] ?? operator, value: only }
    : { fact, operator, value: values };
}

const SINGLE_FORMS: Readonly<Partial<Record<OperatorName, OperatorName>>> = {
  in: 'equal',
  notIn: 'notEqual',
  containsAny: 'contains',
  containsNone: 'doesNotContain',
};

function comparedAs({ fact, operator, value }: Leaf): readonly (LeafValue | null)[] {
  const form = INSTANT_FORMS[operator];
  const written = form === undefined ? undefined : writtenInstants(String(value));
  if (form === undefined || written === undefined) return [fact, operator, value ?? null];
  const [kind, end] = form;
  return [fact, kind, end === 'min' ? written.min : written.max + 1];
}

function compareValues(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));
}
