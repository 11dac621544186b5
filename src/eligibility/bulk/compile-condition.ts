import { writtenInstants } from '../../policies/domain/fact-value.js';
import type { NormalCondition } from '../../policies/domain/negation.js';
import type { Leaf, LeafValue } from '../../policies/domain/policy.js';
import type { FactName, OperatorName } from '../../policies/domain/vocabulary.js';
import { definitionOf } from '../domain/facts.js';
import type { Interval } from '../../kernel/interval.js';
import { columnOf, factShape } from './fact-columns.js';
import { type Fragment, fragment, joined } from './fragment.js';
import { ALL_TAGS, tagBit, TAGS_COMPLETE } from './tag-bits.js';

/**
 * A condition without `not` as an SQL condition over the columns of its facts: true exactly where the condition
 * certainly holds. Null takes the place of false where a fact is missing; with neither `not` nor `else` above it that
 * makes no difference.
 * @throws RangeError for a comparison that the rule loader would have refused.
 */
export function compileCondition(condition: NormalCondition): Fragment {
  if ('all' in condition) return joined(condition.all.map(compileCondition), 'and');
  if ('any' in condition) return joined(condition.any.map(compileCondition), 'or');
  return compileLeaf(condition);
}

function compileLeaf(leaf: Leaf): Fragment {
  switch (factShape(leaf.fact)) {
    case 'exact':
      return exact(leaf);
    case 'bounds':
      return definitionOf(leaf.fact).type === 'instant' ? instant(leaf) : bounded(leaf);
    case 'tags':
      return tags(leaf);
  }
}

/** A single value of the fact’s own type, so that neither engine reads a text as a number or the other way round. */
function bound(value: string | number | boolean): Fragment {
  if (typeof value === 'boolean') return fragment(value ? '1' : '0');
  return typeof value === 'number'
    ? fragment('cast(? as double precision)', value)
    : fragment('cast(? as text)', value);
}

const NUMBER_SIGNS: Partial<Record<OperatorName, string>> = {
  equal: '=',
  notEqual: '<>',
  lessThan: '<',
  lessThanInclusive: '<=',
  greaterThan: '>',
  greaterThanInclusive: '>=',
};

function exact({ fact, operator, value }: Leaf): Fragment {
  const column = columnOf(fact);
  if (operator === 'isKnown') return fragment(`${column} is not null`);
  if (operator === 'isMissing') return fragment(`${column} is null`);
  if (operator === 'in' || operator === 'notIn') {
    const values = listOf(value).map(bound);
    const list = values.map(({ sql }) => sql).join(', ');
    const word = operator === 'in' ? 'in' : 'not in';
    return { sql: `${column} ${word} (${list})`, bindings: values.flatMap(({ bindings }) => bindings) };
  }
  const sign = NUMBER_SIGNS[operator];
  if (sign === undefined || value === undefined || typeof value === 'object') throw unfit(fact, operator);
  const { sql, bindings } = bound(value);
  return { sql: `${column} ${sign} ${sql}`, bindings };
}

/** A number of which perhaps only the bounds are known: a comparison holds when it holds for all between them. */
function bounded({ fact, operator, value }: Leaf): Fragment {
  const [min, max] = [`${columnOf(fact)}_min`, `${columnOf(fact)}_max`];
  const number = 'cast(? as double precision)';
  const equal = (one: string | number): Fragment =>
    fragment(`${min} = ${number} and ${max} = ${number}`, one, one);
  const other = (one: string | number): Fragment =>
    fragment(`${min} > ${number} or ${max} < ${number}`, one, one);
  switch (operator) {
    case 'isKnown':
      return fragment(`${min} = ${max}`);
    case 'isMissing':
      return fragment(`${min} is null`);
    case 'in':
      return fragment(`${min} = ${max} and ${min} in (${numbers(value, number)})`, ...listOf(value));
    case 'notIn':
      return fragment(
        `${min} is not null and not exists
           (select 1 from (values ${numbers(value, `(${number})`)}) listed where column1 between ${min} and ${max})`,
        ...listOf(value),
      );
    case 'equal':
      return equal(numberOf(fact, operator, value));
    case 'notEqual':
      return other(numberOf(fact, operator, value));
    case 'lessThan':
    case 'lessThanInclusive':
      return fragment(`${max} ${NUMBER_SIGNS[operator]} ${number}`, numberOf(fact, operator, value));
    case 'greaterThan':
    case 'greaterThanInclusive':
      return fragment(`${min} ${NUMBER_SIGNS[operator]} ${number}`, numberOf(fact, operator, value));
    default:
      throw unfit(fact, operator);
  }
}

/** An instant against the whole UTC day that a date stands for, or against an instant’s one millisecond. */
function instant({ fact, operator, value }: Leaf): Fragment {
  const [min, max] = [`${columnOf(fact)}_min`, `${columnOf(fact)}_max`];
  const at = (text: string, end: keyof Interval): Fragment => {
    const written = typeof value === 'string' ? writtenInstants(value) : undefined;
    if (written === undefined) throw unfit(fact, operator);
    return fragment(`${text} cast(? as bigint)`, written[end]);
  };
  switch (operator) {
    case 'isKnown':
      return fragment(`${min} = ${max}`);
    case 'isMissing':
      return fragment(`${min} is null`);
    case 'before':
      return at(`${max} <`, 'min');
    case 'onOrBefore':
      return at(`${max} <=`, 'max');
    case 'after':
      return at(`${min} >`, 'max');
    case 'onOrAfter':
      return at(`${min} >=`, 'min');
    default:
      throw unfit(fact, operator);
  }
}

/** A list of incentives: bits for those that are known, and whether they are known to be all. */
function tags({ fact, operator, value }: Leaf): Fragment {
  const column = columnOf(fact);
  const has = (bits: number): string => `(${column} & ${bits}) <> 0`;
  const bits = (typeof value === 'string' ? [value] : listOf(value)).reduce<number>(
    (sum, tag) => sum | tagBit(String(tag)),
    0,
  );
  const whole = `(${column} & ${TAGS_COMPLETE}) <> 0`;
  switch (operator) {
    case 'isKnown':
      return fragment(whole);
    case 'isMissing':
      return fragment(`(${column} & ${TAGS_COMPLETE + ALL_TAGS}) = 0`);
    case 'contains':
    case 'containsAny':
      return fragment(has(bits));
    case 'doesNotContain':
    case 'containsNone':
      return fragment(`${whole} and (${column} & ${bits}) = 0`);
    default:
      throw unfit(fact, operator);
  }
}

function numbers(value: LeafValue | undefined, each: string): string {
  return listOf(value)
    .map(() => each)
    .join(', ');
}

function listOf(value: LeafValue | undefined): readonly (string | number)[] {
  return typeof value === 'object' ? value : [];
}

function numberOf(fact: FactName, operator: OperatorName, value: LeafValue | undefined): number {
  if (typeof value !== 'number') throw unfit(fact, operator);
  return value;
}

function unfit(fact: FactName, operator: OperatorName): RangeError {
  return new RangeError(`${operator} with this value does not fit the fact ${fact}`);
}
