import countries from 'i18n-iso-countries/index.js';
import { HOUR_MS, utcDay } from '../../kernel/instants.js';
import { oneOf } from '../../kernel/json/findings.js';
import { currencies } from '../../kernel/money.js';
import { compareText } from '../../kernel/text.js';
import { writtenInstants } from './fact-value.js';
import type { Leaf } from './policy.js';
import type { FactDefinition, FactValue } from './vocabulary.js';

/** Everything that a fact can be when it is known exactly; `words` complete a sentence that begins with the fact. */
export type FactDomain = { readonly words: string } & (
  | { readonly kind: 'values'; readonly values: readonly (string | number | boolean)[] }
  /** Any text that is not blank. */
  | { readonly kind: 'texts' }
  /** Lists of any of the entries. */
  | { readonly kind: 'lists'; readonly entries: readonly string[] }
  /** Numbers in steps of their smallest part: `index / perUnit` for whole indices, both ends inclusive. */
  | { readonly kind: 'steps'; readonly first: number; readonly last: number; readonly perUnit: number }
);

type Steps = Extract<FactDomain, { kind: 'steps' }>;

/**
 * Partner Center keeps no deal older than this. No source says since when there are referrals; the year is well
 * before the earliest that any of them mentions (2019), so that only a slip of the pen lies outside.
 */
const EARLIEST = Date.UTC(2015, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Hours are exact from milliseconds, and no deal has a negative value. */
const STEPS: Readonly<Record<NonNullable<FactDefinition['unit']>, Steps>> = {
  hours: {
    kind: 'steps',
    first: 0,
    last: LATEST - EARLIEST,
    perUnit: HOUR_MS,
    words: 'is never negative, and exact to the millisecond',
  },
  USD: {
    kind: 'steps',
    first: 0,
    last: Number.MAX_SAFE_INTEGER,
    perUnit: 100,
    words: 'is never negative, and in whole cents',
  },
  percent: { kind: 'steps', first: 0, last: 100, perUnit: 1, words: 'is a whole number from 0 to 100' },
};

/** Codes that import takes for facts that the catalogue leaves open. */
const CODES: ReadonlyMap<string, FactDomain> = new Map([
  [
    'currency',
    { kind: 'values', values: currencies(), words: 'is a currency code of ISO 4217, such as EUR' },
  ],
  [
    'customerCountry',
    {
      kind: 'values',
      values: Object.keys(countries.getAlpha2Codes()).toSorted(compareText),
      words: 'is a country code of ISO 3166, such as DE',
    },
  ],
]);

/**
 * Everything that a fact of the catalogue can be when it is known exactly.
 * @throws RangeError for a number with neither values nor a unit, which the catalogue does not have.
 */
export function domainOf(fact: FactDefinition): FactDomain {
  switch (fact.type) {
    case 'boolean':
      return { kind: 'values', values: [true, false], words: 'is true or false' };
    case 'instant':
      return {
        kind: 'steps',
        first: EARLIEST,
        last: LATEST,
        perUnit: 1,
        words: `lies between ${utcDay(EARLIEST)} and ${utcDay(LATEST)}`,
      };
    case 'list': {
      const entries = (fact.values ?? []).map(String);
      return { kind: 'lists', entries, words: `holds any of ${entries.join(', ')}` };
    }
    case 'number':
      if (fact.values !== null) return oneOfValues(fact.values);
      if (fact.unit !== null) return STEPS[fact.unit];
      throw new RangeError(`The catalogue does not say what number “${fact.name}” can be`);
    case 'text':
      if (fact.values !== null) return oneOfValues(fact.values);
      return CODES.get(fact.name) ?? { kind: 'texts', words: 'is a text that is not blank' };
  }
}

function oneOfValues(values: readonly (string | number)[]): FactDomain {
  return { kind: 'values', values, words: `is always one of ${oneOf(values)}` };
}

/**
 * Values of a fact such that every value it can have compares as one of them does, in all of the comparisons given:
 * the comparisons cut what the fact can be into regions, and each region gives one value. Instants are epoch
 * milliseconds. A missing fact is not among them. Comparisons of other facts are left aside.
 */
export function regionValues(fact: FactDefinition, comparisons: readonly Leaf[]): readonly FactValue[] {
  const domain = domainOf(fact);
  const values = new Set(
    comparisons
      .filter((leaf) => leaf.fact === fact.name)
      .flatMap(({ value }) => (value === undefined ? [] : value)),
  );
  switch (domain.kind) {
    case 'values': {
      // Numbers are compared by size, so the few there are may all differ; other values that no comparison names are all alike.
      if (fact.type === 'number') return domain.values;
      const other = domain.values.find((value) => !values.has(value));
      return [...(other === undefined ? [] : [other]), ...domain.values.filter((value) => values.has(value))];
    }
    case 'texts':
      return [textOtherThan(values), ...[...values].filter((value) => String(value).trim() !== '')];
    case 'lists':
      return subsetsOf(domain.entries);
    case 'steps': {
      const cuts = [...values].flatMap((value) => cutsAt(value, domain));
      const starts = new Set([domain.first, ...cuts.filter((index) => index <= domain.last)]);
      return [...starts].toSorted((a, b) => a - b).map((index) => index / domain.perUnit);
    }
  }
}

/** Where the answer of a comparison with a value can change: at the first step that is not below it, and after it. */
function cutsAt(value: string | number | boolean, domain: Steps): readonly number[] {
  if (typeof value === 'number') {
    const near = value * domain.perUnit;
    return [
      firstStep(domain, near, (step) => step >= value),
      firstStep(domain, near, (step) => step > value),
    ];
  }
  const written = writtenInstants(String(value));
  if (written === undefined) return [];
  return [written.min, written.max + 1].map((instant) => Math.max(instant, domain.first));
}

/** Index of the first step that is far enough, looked for from near by; one beyond the last when none is. */
function firstStep(domain: Steps, near: number, isFarEnough: (step: number) => boolean): number {
  let index = Math.min(Math.max(Math.floor(near), domain.first), domain.last + 1);
  while (index > domain.first && isFarEnough((index - 1) / domain.perUnit)) index -= 1;
  while (index <= domain.last && !isFarEnough(index / domain.perUnit)) index += 1;
  return index;
}

function textOtherThan(values: ReadonlySet<unknown>): string {
  let text = 'another';
  while (values.has(text)) text += ' one';
  return text;
}

function subsetsOf(entries: readonly string[]): readonly (readonly string[])[] {
  return entries.reduce<readonly (readonly string[])[]>(
    (subsets, entry) => [...subsets, ...subsets.map((subset) => [...subset, entry])],
    [[]],
  );
}
