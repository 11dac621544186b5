import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { impactOf } from '../../../test/activation/brute-force.js';
import { aDeal } from '../../../test/support/a-deal.js';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import type { Judgement } from '../../eligibility/domain/judge.js';
import { OUTCOMES, RESULTS } from '../../policies/domain/outcome.js';
import type { Policy } from '../../policies/domain/policy.js';
import { type Amount, type EffectOn, ImpactTally } from './impact.js';
import { changedCriteria } from './judged-twice.js';

const criteria = (...ids: readonly string[]) =>
  ids.map((id) => aCriterion(id, { fact: 'status', operator: 'equal', value: 'won' }));
const OLD = aPolicy(criteria('gap', 'type'), { version: 'old' });
const DRAFT = aPolicy(criteria('type', 'value'), { version: 'draft' });

const judgement = (...policies: readonly (Policy | null)[]): fc.Arbitrary<Judgement> =>
  fc.constantFrom(...policies).chain((policy) =>
    fc.record({
      policy: fc.constant(policy),
      results: fc.tuple(
        ...(policy?.criteria ?? []).map(({ id }) =>
          fc.record({ id: fc.constant(id), result: fc.constantFrom('pass', 'pass', ...RESULTS) }),
        ),
      ),
      outcome: fc.constantFrom(...OUTCOMES),
      versionUncertain: fc.boolean(),
    }),
  );

const judgedTwice = fc.record({
  deal: fc
    .record({
      status: fc.constantFrom('won', 'won', 'lost', 'active'),
      dealType: fc.constantFrom('co-sell', 'private', null),
      campaignId: fc.constantFrom('Z', 'a', '', null),
      closedAt: fc.constantFrom(null, Date.UTC(2021, 4, 31), Date.UTC(2021, 5, 1)),
    })
    .map(aDeal),
  usdCents: fc.option(fc.integer({ min: -5, max: 1_000_000_000 })),
  before: judgement(OLD, null),
  after: judgement(DRAFT, DRAFT, OLD, null),
  byDraft: judgement(DRAFT),
});

describe('what a draft does to some deals', () => {
  it('is added up as picking each figure out of all of them gives it, and its parts make the whole', () => {
    fc.assert(
      fc.property(fc.array(judgedTwice, { maxLength: 15 }), (deals) => {
        const tally = new ImpactTally(DRAFT);
        for (const judged of deals) tally.add(judged);
        const impact = tally.impact();
        const plain = deals.map((judged) => ({
          ...judged,
          cents: judged.usdCents,
          criteria: changedCriteria(judged).map(
            ({ criterion, before, after }) => `${criterion} ${before} ${after}`,
          ),
        }));
        expect(impact).toEqual(impactOf(plain, DRAFT));
        expect(sumOf(impact.byTransition)).toEqual(impact.changed);
        for (const parts of [impact.byDealType, impact.byCampaign, impact.byMonth]) {
          for (const effect of ['changed', 'lost', 'gained'] as const) {
            expect(sumOf(parts.map((part: EffectOn) => part[effect]))).toEqual(impact[effect]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is exact beyond what a floating number holds', () => {
    const tally = new ImpactTally(DRAFT);
    const [before, after] = (['eligible', 'ineligible'] as const).map((outcome) => ({
      policy: DRAFT,
      results: [],
      outcome,
      versionUncertain: false,
    }));
    if (before === undefined || after === undefined) throw new Error('There are two.');
    for (const usdCents of [Number.MAX_SAFE_INTEGER, 2])
      tally.add({ deal: aDeal(), usdCents, before, after, byDraft: after });
    expect(tally.impact().lost).toEqual({ deals: 2, valueUsd: '90071992547409.93', withoutValue: 0 });
  });
});

function sumOf(parts: readonly Amount[]): Amount {
  const cents = parts.reduce((sum, { valueUsd }) => sum + Math.round(Number(valueUsd) * 100), 0);
  return {
    deals: parts.reduce((sum, { deals }) => sum + deals, 0),
    valueUsd: (cents / 100).toFixed(2),
    withoutValue: parts.reduce((sum, { withoutValue }) => sum + withoutValue, 0),
  };
}
