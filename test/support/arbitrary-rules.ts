import fc from 'fast-check';
import { factsFrom, type Facts } from '../../src/eligibility/domain/facts.js';
import type { Condition, Leaf, LeafValue } from '../../src/policies/domain/policy.js';
import {
  FACTS,
  type FactDefinition,
  type FactName,
  type FactValue,
  OPERATORS,
} from '../../src/policies/domain/vocabulary.js';

/** Texts that comparisons have gone wrong on: case, accents, blanks, numerals, a character beyond the basic plane. */
const TEXTS = ['', ' ', 'DE', 'de', 'é', 'e\u0301', '72', '72h', 'null', 'true', '𝒳'];
const NUMBERS = [-1, 0, 10, 40, 259_199_999 / 3_600_000, 72, 259_200_001 / 3_600_000, 24_999.99, 25_000];
const TAGS = ['azure-ip-co-sell', 'biz-apps-premium', 'biz-apps-standard'];
const DAYS = ['2021-05-06', '2021-05-07', '2021-05-08'];
const INSTANTS = ['2021-05-06T23:59:59.999Z', '2021-05-07T00:00:00Z', '2021-05-07T17:41:56+02:00'];

const texts = (definition: FactDefinition): readonly string[] =>
  (definition.values ?? TEXTS).filter((value) => typeof value === 'string');
const numbers = (definition: FactDefinition): readonly number[] =>
  (definition.values ?? NUMBERS).filter((value) => typeof value === 'number');

function compared(definition: FactDefinition): fc.Arbitrary<string | number | boolean> {
  switch (definition.type) {
    case 'text':
      return fc.constantFrom(...texts(definition));
    case 'number':
      return fc.constantFrom(...numbers(definition));
    case 'boolean':
      return fc.boolean();
    case 'instant':
      return fc.constantFrom(...DAYS, ...INSTANTS);
    case 'list':
      return fc.constantFrom(...TAGS);
  }
}

/** A comparison that a rule file may hold: operator and value fit the fact's type. */
export const arbitraryLeaf: fc.Arbitrary<Leaf> = fc.constantFrom(...FACTS).chain((definition) => {
  const operators = OPERATORS.filter(({ types }) => types.some((type) => type === definition.type));
  return fc.constantFrom(...operators).chain(({ name, takes }): fc.Arbitrary<Leaf> => {
    const leaf = { fact: definition.name, operator: name };
    if (takes === 'none') return fc.constant(leaf);
    const one = compared(definition);
    const value: fc.Arbitrary<LeafValue> =
      takes === 'one' ? one : fc.uniqueArray(listable(one), { minLength: 1, maxLength: 3 });
    return value.map((chosen) => ({ ...leaf, value: chosen }));
  });
});

function listable(one: fc.Arbitrary<string | number | boolean>): fc.Arbitrary<string | number> {
  return one.map((value) => (typeof value === 'boolean' ? String(value) : value));
}

/** A condition of any shape that a rule file may hold, over comparisons of one's choice. */
export function arbitraryCondition(leaves: fc.Arbitrary<Leaf>): fc.Arbitrary<Condition> {
  const group = (node: fc.Arbitrary<Condition>): fc.Arbitrary<readonly Condition[]> =>
    fc.array(node, { minLength: 1, maxLength: 3 });
  return fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaves,
      group(tie('node')).map((all) => ({ all })),
      group(tie('node')).map((any) => ({ any })),
      tie('node').map((not) => ({ not })),
      tie('node').map((is) => ({ condition: 'shared', is })),
    ),
  })).node;
}

function valueOf(definition: FactDefinition): fc.Arbitrary<FactValue> {
  const bounds = (known: fc.Arbitrary<number>): fc.Arbitrary<FactValue> =>
    fc.oneof(
      known,
      fc
        .tuple(known, known)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
    );
  switch (definition.type) {
    case 'text':
      return fc.constantFrom(...texts(definition));
    case 'number':
      return bounds(fc.constantFrom(...numbers(definition)));
    case 'boolean':
      return fc.boolean();
    case 'instant':
      return bounds(
        fc
          .tuple(fc.constantFrom(...DAYS, ...INSTANTS), fc.constantFrom(-1, 0, 1))
          .map(([iso, shift]) => Date.parse(iso) + shift),
      );
    case 'list':
      return fc.oneof(
        fc.subarray(TAGS),
        fc.subarray(TAGS).map((known) => ({ known, complete: false as const })),
      );
  }
}

/** Facts of any deal: each known, known in part, or missing. */
export const arbitraryFacts: fc.Arbitrary<Facts> = fc
  .tuple(...FACTS.map((definition) => fc.option(valueOf(definition), { nil: null, freq: 4 })))
  .map((values) =>
    factsFrom(
      Object.fromEntries(
        FACTS.map(({ name }, index): [FactName, FactValue] => [name, values[index] ?? null]),
      ),
    ),
  );
