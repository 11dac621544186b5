import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compilePolicy } from '../../src/eligibility/bulk/compile-policy.js';
import { factShape } from '../../src/eligibility/bulk/fact-columns.js';
import { type Facts, factsFrom, isInterval, isPartialList } from '../../src/eligibility/domain/facts.js';
import { AlikeJudge } from '../../src/eligibility/domain/judge-alike.js';
import { type Masks, masksOf } from '../../src/eligibility/domain/verdict.js';
import type { Leaf, Policy } from '../../src/policies/domain/policy.js';
import { FACTS } from '../../src/policies/domain/vocabulary.js';
import { aCriterion, aPolicy } from '../support/a-policy.js';
import { arbitraryCondition, arbitraryFacts, arbitraryLeaf } from '../support/arbitrary-rules.js';
import { everyComparison, factsAround } from '../support/boundary-facts.js';
import { eachDatabase } from '../support/each-database.js';
import { FactTable } from '../support/fact-table.js';

/** `npm run prove` asks for ten times as many. */
const POLICIES = Number(process.env.PROVE_POLICIES ?? 2000);
const DEALS = 200;
const POLICIES_A_BOOK = 100;
const SEED = Number(process.env.PROVE_SEED ?? Date.now() % 2 ** 31);

const arbitraryPolicy = fc
  .array(arbitraryCondition(arbitraryLeaf), { minLength: 1, maxLength: 4 })
  .map((conditions) => aPolicy(conditions.map((condition, n) => aCriterion(`criterion-${n}`, condition))));

/** Facts as deals have them: text, truth and money are known exactly or not at all, and a list known in part holds something. */
const factsOfADeal = arbitraryFacts.map((facts): Facts =>
  factsFrom(
    Object.fromEntries(
      FACTS.map(({ name }) => {
        const value = facts[name];
        if (isPartialList(value) && value.known.length === 0) return [name, null];
        return [name, factShape(name) === 'exact' && isInterval(value) ? value.min : value];
      }),
    ),
  ),
);

/** Facts of some deals, and policies with what the rule engine makes of each of them. */
interface Book {
  readonly deals: readonly Facts[];
  readonly judged: readonly { readonly policy: Policy; readonly masks: readonly Masks[] }[];
}

async function drawBook(seed: number): Promise<Book> {
  const many = { minLength: DEALS, maxLength: DEALS, size: 'max' } as const;
  const [deals = []] = fc.sample(fc.array(factsOfADeal, many), { numRuns: 1, seed });
  const policies = fc.sample(arbitraryPolicy, { numRuns: POLICIES_A_BOOK, seed });
  const judged: { readonly policy: Policy; readonly masks: readonly Masks[] }[] = [];
  for (const policy of policies) judged.push({ policy, masks: await masksByEngine(policy, deals) });
  return { deals, judged };
}

async function masksByEngine(policy: Policy, deals: readonly Facts[]): Promise<readonly Masks[]> {
  const { judge } = new AlikeJudge();
  const masks: Masks[] = [];
  for (const facts of deals) masks.push(masksOf(await judge(policy, facts)));
  return masks;
}

/** The rule engine is asked once for both databases. */
const books: Promise<Book>[] = [];

function book(number: number): Promise<Book> {
  return (books[number] ??= drawBook(SEED + number));
}

async function disagreement(table: FactTable, { deals, judged }: Book): Promise<unknown> {
  await table.fill(deals);
  for (const { policy, masks } of judged) {
    const found = await table.masks(compilePolicy(policy));
    const index = masks.findIndex((expected, id) => JSON.stringify(found[id]) !== JSON.stringify(expected));
    if (index >= 0 || found.length !== masks.length) {
      const conditions = policy.criteria.map((criterion) => criterion.conditions);
      return { conditions, facts: deals[index], engine: masks[index], database: found[index] };
    }
  }
  return null;
}

describe(`policies drawn from seed ${SEED}`, () => {
  eachDatabase('a policy compiled to SQL', (homes) => {
    let table: FactTable;

    beforeAll(async () => {
      table = await FactTable.create(await homes.open());
    });

    it('gives every criterion of every deal the result that json-rules-engine gives', async () => {
      for (let number = 0; number < Math.ceil(POLICIES / POLICIES_A_BOOK); number += 1) {
        expect(await disagreement(table, await book(number))).toBeNull();
      }
    }, 3_600_000);

    it('agrees with it on every operator for every fact, at, just below and just above every bound', async () => {
      for (const leaf of everyComparison()) {
        const deals = factsAround(leaf);
        const policy = aPolicy([aCriterion('holds', leaf), aCriterion('fails', { not: leaf })]);
        const masks = await masksByEngine(policy, deals);
        expect(new Set(masks.map((one) => JSON.stringify(one))).size).toBeGreaterThan(1);
        expect(await disagreement(table, { deals, judged: [{ policy, masks }] })).toBeNull();
      }
    }, 600_000);

    it('holds five hundred comparisons and ten thousand values, as many as a policy may have', async () => {
      const values = Array.from({ length: 4750 }, (_, n) => n + 0.5);
      const comparisons = Array.from({ length: 498 }, (_, n): Leaf => ({
        fact: 'dealValueUsd',
        operator: 'equal',
        value: n,
      }));
      const policy = aPolicy([
        aCriterion('many', {
          any: [
            ...comparisons,
            { fact: 'hoursFromCreationToWon', operator: 'in', value: values },
            { fact: 'hoursFromCreationToWon', operator: 'notIn', value: values },
          ],
        }),
      ]);
      const deals = [
        factsFrom({ dealValueUsd: 497, hoursFromCreationToWon: { min: 4, max: 6 } }),
        factsFrom({ dealValueUsd: 498, hoursFromCreationToWon: { min: 4, max: 6 } }),
        factsFrom({ dealValueUsd: 498, hoursFromCreationToWon: { min: 4.6, max: 5.4 } }),
        factsFrom({ dealValueUsd: 498, hoursFromCreationToWon: 4749.5 }),
      ];
      const masks = await masksByEngine(policy, deals);
      expect(masks.map(({ passMask }) => passMask)).toEqual([1, 0, 1, 1]);
      expect(await disagreement(table, { deals, judged: [{ policy, masks }] })).toBeNull();
    });

    it('holds fifty criteria', async () => {
      const criteria = Array.from({ length: 50 }, (_, n) =>
        aCriterion(`criterion-${n}`, { fact: 'dealValueUsd', operator: 'greaterThanInclusive', value: n }),
      );
      const policy = aPolicy(criteria);
      const deals = [0, 31, 32, 49].map((dealValueUsd) => factsFrom({ dealValueUsd }));
      const masks = await masksByEngine(policy, deals);
      expect(masks.at(-1)).toEqual({ passMask: 2 ** 50 - 1, failMask: 0 });
      expect(await disagreement(table, { deals, judged: [{ policy, masks }] })).toBeNull();
    });
  });
});
