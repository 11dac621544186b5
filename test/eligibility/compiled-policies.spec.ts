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

/** Facts of some deals, and policies to judge them by; drawn again from its seed it is the same. */
interface Book {
  readonly deals: readonly Facts[];
  readonly policies: readonly Policy[];
}

function drawBook(seed: number): Book {
  const many = { minLength: DEALS, maxLength: DEALS, size: 'max' } as const;
  const [deals = []] = fc.sample(fc.array(factsOfADeal, many), { numRuns: 1, seed });
  return { deals, policies: fc.sample(arbitraryPolicy, { numRuns: POLICIES_A_BOOK, seed }) };
}

async function masksByEngine(policy: Policy, deals: readonly Facts[]): Promise<readonly Masks[]> {
  const { judge } = new AlikeJudge();
  const masks: Masks[] = [];
  for (const facts of deals) masks.push(masksOf(await judge(policy, facts)));
  return masks;
}

/**
 * What the rule engine made of each policy of a book, asked once for both databases. Kept as texts: with the policies
 * themselves their prepared rules would stay in memory.
 */
const judgedBooks = new Map<number, readonly string[]>();

async function judgedBook(number: number, { deals, policies }: Book): Promise<readonly string[]> {
  const known = judgedBooks.get(number);
  if (known !== undefined) return known;
  const judged: string[] = [];
  for (const policy of policies) judged.push(JSON.stringify(await masksByEngine(policy, deals)));
  judgedBooks.set(number, judged);
  return judged;
}

/** Where a database says otherwise of a deal than the engine did; null where it does not. */
async function disagreement(
  table: FactTable,
  deals: readonly Facts[],
  policy: Policy,
  expected: string,
): Promise<unknown> {
  const found = await table.masks(compilePolicy(policy));
  if (JSON.stringify(found) === expected) return null;
  const engine: readonly Masks[] = JSON.parse(expected);
  const index = engine.findIndex((masks, id) => JSON.stringify(found[id]) !== JSON.stringify(masks));
  const conditions = policy.criteria.map((criterion) => criterion.conditions);
  return { conditions, facts: deals[index], engine: engine[index], database: found[index] };
}

describe(`policies drawn from seed ${SEED}`, () => {
  eachDatabase('a policy compiled to SQL', (homes) => {
    let table: FactTable;

    beforeAll(async () => {
      table = await FactTable.create(await homes.open());
    });

    it('gives every criterion of every deal the result that json-rules-engine gives', async () => {
      for (let number = 0; number < Math.ceil(POLICIES / POLICIES_A_BOOK); number += 1) {
        const book = drawBook(SEED + number);
        const judged = await judgedBook(number, book);
        await table.hold(book.deals);
        for (const [index, policy] of book.policies.entries()) {
          expect(await disagreement(table, book.deals, policy, judged[index] ?? '')).toBeNull();
        }
      }
    }, 3_600_000);

    it('agrees with it on every operator for every fact, at, just below and just above every bound', async () => {
      for (const leaf of everyComparison()) {
        const deals = factsAround(leaf);
        const policy = aPolicy([aCriterion('holds', leaf), aCriterion('fails', { not: leaf })]);
        const masks = await masksByEngine(policy, deals);
        expect(new Set(masks.map((one) => JSON.stringify(one))).size).toBeGreaterThan(1);
        await table.hold(deals);
        expect(await disagreement(table, deals, policy, JSON.stringify(masks))).toBeNull();
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
      await table.hold(deals);
      expect(await disagreement(table, deals, policy, JSON.stringify(masks))).toBeNull();
    });

    it('holds fifty criteria', async () => {
      const criteria = Array.from({ length: 50 }, (_, n) =>
        aCriterion(`criterion-${n}`, { fact: 'dealValueUsd', operator: 'greaterThanInclusive', value: n }),
      );
      const policy = aPolicy(criteria);
      const deals = [0, 31, 32, 49].map((dealValueUsd) => factsFrom({ dealValueUsd }));
      const masks = await masksByEngine(policy, deals);
      expect(masks.at(-1)).toEqual({ passMask: 2 ** 50 - 1, failMask: 0 });
      await table.hold(deals);
      expect(await disagreement(table, deals, policy, JSON.stringify(masks))).toBeNull();
    });
  });
});
