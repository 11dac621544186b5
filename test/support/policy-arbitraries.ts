import * as fc from 'fast-check';
import type { Condition, Leaf, LeafValue } from '../../src/policies/domain/policy.js';
import {
  FACTS,
  OPERATORS,
  type FactName,
  type FactType,
  type OperatorDefinition,
  type OperatorName,
} from '../../src/policies/domain/vocabulary.js';

/** Texts that the strict profile lets through: any script, numeric-looking or not, but no half characters. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0') && text.trim() !== ''),
  fc.constantFrom('007', '72h', 'null', 'Åre', 'åre', '示例', 'ООО «Пример»', '"', '\\', 'a\u2028b'),
);
const instants = fc
  .date({ min: new Date('2019-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const VALUES: Readonly<Record<FactType, fc.Arbitrary<string | number | boolean>>> = {
  text: texts,
  list: texts,
  number: fc.oneof(
    fc.integer({ min: -1_000_000, max: 1_000_000 }),
    fc.constantFrom(72, 71.9999997, 24_999.99, 25_000, 0.1),
  ),
  boolean: fc.boolean(),
  instant: fc.oneof(
    instants,
    instants.map((instant) => instant.slice(0, 10)),
  ),
};

function valuesFor(fact: (typeof FACTS)[number]): fc.Arbitrary<string | number | boolean> {
  const { type, values }: { type: FactType; values: readonly (string | number)[] | null } = fact;
  return values === null ? VALUES[type] : fc.constantFrom(...values);
}

function isListable(value: string | number | boolean): value is string | number {
  return typeof value !== 'boolean';
}

function leafOf(fact: FactName, operator: OperatorName, value: fc.Arbitrary<LeafValue>): fc.Arbitrary<Leaf> {
  return value.map((each) => ({ fact, operator, value: each }));
}

/** Any comparison that the strict profile allows: every fact with every operator that is for it. */
const leaves: fc.Arbitrary<Leaf> = fc.oneof(
  ...FACTS.flatMap((fact) =>
    OPERATORS.filter((operator: OperatorDefinition) => operator.types.includes(fact.type)).map((operator) => {
      if (operator.takes === 'none') return fc.constant<Leaf>({ fact: fact.name, operator: operator.name });
      const value = valuesFor(fact);
      return operator.takes === 'one'
        ? leafOf(fact.name, operator.name, value)
        : leafOf(
            fact.name,
            operator.name,
            fc.array(value.filter(isListable), { minLength: 1, maxLength: 4 }),
          );
    }),
  ),
);

/** Any condition without shared ones, up to four levels deep. */
export const conditions: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => {
  const group = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
  return {
    condition: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaves,
      group.map((all) => ({ all })),
      group.map((any) => ({ any })),
      tie('condition').map((not) => ({ not })),
    ),
  };
}).condition;

/** Any condition, some of its parts being shared conditions put in place. */
export const resolvedConditions: fc.Arbitrary<Condition> = fc
  .array(conditions, { minLength: 1, maxLength: 3 })
  .map((parts) => ({ all: parts.map((is, n) => (n === 0 ? is : { condition: `shared-${n}`, is })) }));

const textsPerLanguage = fc.record(
  { en: texts, 'zh-CN': texts, 'zh-TW': texts, ru: texts, sv: texts },
  { requiredKeys: ['en'] },
);

const criteria = fc.record({
  title: textsPerLanguage,
  conditions: fc.oneof(conditions, fc.constant({ not: { condition: 'shared' } })),
  onFail: fc.constantFrom('ineligible', 'at-risk'),
  because: textsPerLanguage,
  remedy: textsPerLanguage,
  source: fc.record(
    { document: texts, published: fc.constant('2021-05-07'), section: texts },
    { requiredKeys: ['document'] },
  ),
});

/** What a valid rule file of version `2021-05-07` may say, as plain data. */
export const policyDocuments: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .record({
    status: fc.constantFrom('active', 'inactive'),
    until: fc.constantFrom(null, '2021-05-08', '2999-12-31'),
    title: textsPerLanguage,
    shared: conditions,
    criteria: fc.array(criteria, { minLength: 1, maxLength: 4 }),
  })
  .map(({ status, until, title, shared, criteria: list }) => ({
    $schema: '../policy.schema.json',
    policy: 'deal-registration',
    version: '2021-05-07',
    status,
    effective: { from: '2021-05-07', until },
    title,
    conditions: { shared, 'shared-too': { condition: 'shared' } },
    criteria: list.map((criterion, n) => ({ id: `criterion-${n}`, ...criterion })),
  }));
