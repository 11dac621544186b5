import { type Facts, factsFrom } from '../../src/eligibility/domain/facts.js';
import { writtenInstants } from '../../src/policies/domain/fact-value.js';
import type { Leaf, LeafValue } from '../../src/policies/domain/policy.js';
import {
  FACTS,
  type FactDefinition,
  type FactName,
  type FactValue,
  INCENTIVES,
  OPERATORS,
} from '../../src/policies/domain/vocabulary.js';

/** Texts on which comparisons have gone wrong elsewhere. */
const TEXTS = ['', ' ', 'DE', 'de', 'DE ', 'é', 'e\u0301', '5', '72h', 'null', '𝒳', '示例'];
const NUMBERS = [-1, 0, 72, 25_000, 24_999.99];
const INSTANTS = ['2021-05-07', '2021-05-07T17:41:56.123+02:00', '2020-02-29'];

/** Every operator beside every fact that it is for, with values of each kind that the fact can be compared with. */
export function everyComparison(): readonly Leaf[] {
  return FACTS.flatMap((definition) =>
    OPERATORS.filter(({ types }) => types.some((type) => type === definition.type)).flatMap(
      ({ name, takes }) => {
        const leaf = { fact: definition.name, operator: name };
        if (takes === 'none') return [leaf];
        const values = comparable(definition);
        const lists = values.filter((value) => typeof value !== 'boolean').map((value) => [value]);
        const chosen: readonly LeafValue[] = takes === 'one' ? values : [...lists, lists.flat().slice(0, 3)];
        return chosen.map((value): Leaf => ({ ...leaf, value }));
      },
    ),
  );
}

function comparable({ type, values }: FactDefinition): readonly (string | number | boolean)[] {
  if (values !== null) return values;
  if (type === 'boolean') return [true, false];
  if (type === 'instant') return INSTANTS;
  return type === 'number' ? NUMBERS : TEXTS;
}

/** Facts of deals around what a comparison asks for: missing, each other value, and a unit below, at and above each bound. */
export function factsAround(leaf: Leaf): readonly Facts[] {
  const definition: FactDefinition | undefined = FACTS.find(({ name }) => name === leaf.fact);
  if (definition === undefined) return [];
  return [null, ...valuesAround(definition)].map((value) => only(leaf.fact, value));
}

function only(fact: FactName, value: FactValue): Facts {
  return factsFrom({ [fact]: value });
}

function valuesAround({ name, type, values }: FactDefinition): readonly FactValue[] {
  switch (type) {
    case 'text':
      return values ?? TEXTS;
    case 'boolean':
      return [true, false];
    case 'number': {
      if (values !== null) return values;
      // A cent and a millisecond: the smallest steps of the facts that are numbers.
      const step = name === 'dealValueUsd' ? 0.01 : 1 / 3_600_000;
      const around = NUMBERS.flatMap((number) => [number - step, number, number + step, number + 1e9]);
      return name === 'dealValueUsd' ? around : [...around, ...spans(around)];
    }
    case 'instant': {
      const bounds = INSTANTS.flatMap((text) => Object.values(writtenInstants(text) ?? {}));
      const around = bounds.flatMap((ms: number) => [ms - 1, ms, ms + 1]);
      return [...around, ...spans(around)];
    }
    case 'list': {
      const lists = [...Array(2 ** INCENTIVES.length).keys()].map((bits) =>
        INCENTIVES.filter((_, bit) => Math.floor(bits / 2 ** bit) % 2 === 1),
      );
      const parts = lists
        .filter((known) => known.length > 0)
        .map((known) => ({ known, complete: false as const }));
      return [...lists, ...parts];
    }
  }
}

/** Bounds from each number to the next and to the one after. */
function spans(numbers: readonly number[]): readonly FactValue[] {
  const sorted = [...new Set(numbers)].toSorted((a, b) => a - b);
  return sorted.flatMap((min, index) =>
    sorted.slice(index + 1, index + 3).map((max): FactValue => ({ min, max })),
  );
}
