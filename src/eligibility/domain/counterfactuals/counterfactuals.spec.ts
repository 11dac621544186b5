import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { at } from '../../../../test/support/a-deal.js';
import { aCriterion, aPolicy } from '../../../../test/support/a-policy.js';
import {
  arbitraryCondition,
  arbitraryFacts,
  arbitraryLeaf,
} from '../../../../test/support/arbitrary-rules.js';
import { PLAIN_LEVERS } from '../../../../test/support/plain-levers.js';
import { HOUR_MS, parseDate, utcDay } from '../../../kernel/instants.js';
import { writtenInstants } from '../../../policies/domain/fact-value.js';
import type { Leaf, Policy } from '../../../policies/domain/policy.js';
import { versionInForce } from '../../../policies/domain/select-version.js';
import type { FactName, FactValue } from '../../../policies/domain/vocabulary.js';
import { comparisonsOf } from '../comparisons.js';
import { judgeCriteria } from '../engine.js';
import { boundsOf, type Facts, factsFrom, fromBounds, isExact } from '../facts.js';
import { AlikeJudge } from '../judge-alike.js';
import { possibleValues } from '../possible-values.js';
import { outcomeOf } from '../verdict.js';
import { calendarFrom } from './calendar.js';
import type { Change, Counterfactual } from './counterfactual.js';
import { type Counterfactuals, counterfactualsOf } from './counterfactuals.js';
import { type LeverName, LEVERS } from './lever.js';
import { momentsOf } from './moments.js';
import type { OpenDeal } from './open-deal.js';
import { whyNot } from './repair.js';
import { Patience } from './search.js';

const NOW = at('2021-05-07T12:00:00Z');
const CHANGEOVER = '2021-05-09';
/** When the deal of a test changes by itself, as incentives and rates do. */
const TURN = at('2021-05-08T00:00:00Z');

const codes: fc.Arbitrary<Leaf> = fc.record({
  fact: fc.constant('currency' as const),
  operator: fc.constantFrom('equal' as const, 'notEqual' as const),
  value: fc.constantFrom('USD', 'EUR', 'SEK'),
});
/** No rule says less than no hours, which is below anything the hours can be. */
const otherLeaves = arbitraryLeaf.filter(
  ({ fact, value }) =>
    fact !== 'currency' &&
    !(fact === 'hoursFromCreationToWon' && [value].flat().some((each) => Number(each) < 0)),
);
/** Few facts in one policy, so that everything that can be done about them can be tried. */
const policies: fc.Arbitrary<readonly Policy[]> = fc
  .array(otherLeaves, { minLength: 1, maxLength: 4 })
  .chain((leaves) => {
    const condition = arbitraryCondition(fc.oneof(fc.constantFrom(...leaves), codes));
    const criteria = fc
      .array(condition, { minLength: 1, maxLength: 3 })
      .map((conditions) => conditions.map((each, index) => aCriterion(`c${index}`, each)));
    return fc.tuple(criteria, criteria);
  })
  .map(([first, second]) => [
    aPolicy(first, { version: 'first', effective: { from: '2021-01-01', until: CHANGEOVER } }),
    aPolicy(second, { version: 'second', effective: { from: CHANGEOVER, until: '2021-12-31' } }),
  ]);

const openDeals: fc.Arbitrary<OpenDeal> = fc
  .record({
    facts: arbitraryFacts,
    status: fc.constantFrom('active', 'active', 'received'),
    currency: fc.constantFrom('USD', 'EUR', null),
    later: fc.record({
      tags: fc.constantFrom([], ['biz-apps-premium']),
      value: fc.constantFrom(40, 25_000, null),
    }),
  })
  .map(({ facts, status, currency, later }) => {
    const open: Facts = { ...facts, status, currency, wonAt: null, hoursFromCreationToWon: null };
    const turned: Partial<Facts> = {
      incentiveTags: later.tags,
      hasIncentiveEligibleSolution: later.tags.length > 0,
      dealValueUsd: later.value,
    };
    return {
      facts: open,
      wonAt: (instant) => ({
        ...open,
        ...(instant >= TURN ? turned : {}),
        status: 'won',
        salesStagePercent: 100,
        wonAt: instant,
        hoursFromCreationToWon: hoursUntil(instant, open.createdAt),
      }),
      turns: { incentiveTags: [TURN], hasIncentiveEligibleSolution: [TURN], dealValueUsd: [TURN] },
    };
  });

function hoursUntil(instant: number, createdAt: FactValue): FactValue {
  const created = boundsOf(createdAt);
  if (created === null || instant < created.min) return null;
  return fromBounds((instant - created.max) / HOUR_MS, (instant - created.min) / HOUR_MS);
}

function asksFor(all: readonly Policy[]): ReadonlySet<FactName> {
  const leaves = all.flatMap(({ criteria }) =>
    criteria.flatMap(({ conditions }) => comparisonsOf(conditions)),
  );
  return new Set(leaves.map(({ fact }) => fact));
}

/** Now, and every instant at or beside which anything that a rule says of times can turn. */
function instantsToTry(deal: OpenDeal, all: readonly Policy[]): readonly number[] {
  const created = boundsOf(deal.facts.createdAt);
  const turning = all.flatMap(({ criteria, effective }) => [
    ...[effective.from, effective.until ?? ''].map((day) => parseDate(day) ?? 0),
    ...criteria
      .flatMap(({ conditions }) => comparisonsOf(conditions))
      .flatMap(({ fact, value }) => {
        if (fact === 'wonAt') {
          const written = writtenInstants(String(value));
          return written === undefined ? [] : [written.min, written.max];
        }
        if (fact !== 'hoursFromCreationToWon' || created === null) return [];
        const hours = (Array.isArray(value) ? value : [value]).map((each) =>
          Math.round(Number(each) * HOUR_MS),
        );
        return hours.flatMap((gap) => [created.min + gap, created.max + gap]);
      }),
  ]);
  const beside = [...turning, TURN, created?.min ?? 0].flatMap((instant) => [
    instant - 1,
    instant,
    instant + 1,
  ]);
  const later = beside.filter((instant) => instant > NOW);
  return [NOW, ...[...new Set(later)].toSorted((a, b) => a - b)];
}

interface Tried {
  readonly names: readonly LeverName[];
  readonly instant: number;
}

/** Every combination of everything that can be done, each judged by the rule engine: the sets that make it eligible. */
async function bruteForce(
  deal: OpenDeal,
  all: readonly Policy[],
  most: number,
): Promise<readonly Tried[] | null> {
  const { judge } = new AlikeJudge();
  const asked = asksFor(all);
  const isAssessment = deal.facts.dealType === 'solution-assessment';
  const levers = PLAIN_LEVERS.filter(
    ({ name, sets }) => sets.some((fact) => asked.has(fact)) || (isAssessment && name === 'sales-stages'),
  );
  const found: Tried[] = [];
  let tries = 0;
  for (const instant of instantsToTry(deal, all)) {
    const policy = versionInForce(all, utcDay(instant));
    if (policy === null) continue;
    let states: readonly { readonly facts: Facts; readonly names: readonly LeverName[] }[] = [
      {
        facts: deal.wonAt(instant),
        names: [
          ...(deal.facts.status === 'received' ? (['accept'] as const) : []),
          ...(instant > NOW ? (['wait'] as const) : []),
          'win',
        ],
      },
    ];
    for (const { name, deeds } of levers) {
      states = states.flatMap((state) => [
        state,
        ...deeds(state.facts).map((deed) => ({
          facts: { ...state.facts, ...deed },
          names: [...state.names, name],
        })),
      ]);
      if (states.length > most) return null;
    }
    tries += states.length;
    if (tries > most) return null;
    for (const { facts, names } of states) {
      if (isAssessment && facts.allSalesStagesMarked !== true) continue;
      const outcome = outcomeOf('won', policy, await judge(policy, facts));
      if (outcome === 'eligible') found.push({ names, instant });
    }
  }
  return found;
}

function minimal(found: readonly Tried[]): ReadonlyMap<string, number> {
  const sets = new Map<string, number>();
  for (const { names, instant } of found) {
    const isPart = (other: Tried): boolean =>
      other.names.length < names.length && other.names.every((name) => names.includes(name));
    const key = LEVERS.filter((name) => names.includes(name)).join(' + ');
    if (!sets.has(key) && !found.some(isPart)) sets.set(key, instant);
  }
  return sets;
}

function search(deal: OpenDeal, all: readonly Policy[]): Counterfactuals {
  return counterfactualsOf(deal, momentsOf(deal, calendarFrom(utcDay(NOW), all), NOW).times);
}

/** Every way in which facts that are missing may turn out, or stay missing. */
function completionsOf(unknown: readonly FactName[], all: readonly Policy[]): readonly Partial<Facts>[] {
  const leaves = all.flatMap(({ criteria }) =>
    criteria.flatMap(({ conditions }) => comparisonsOf(conditions)),
  );
  return unknown.reduce<readonly Partial<Facts>[]>(
    (ways, fact) =>
      ways.flatMap((way) =>
        [null, ...possibleValues(fact, null, leaves)].map((value) => ({ ...way, [fact]: value })),
      ),
    [{}],
  );
}

/** The deal with what was missing of it filled in. */
function knowing(deal: OpenDeal, way: Partial<Facts>): OpenDeal {
  return {
    ...deal,
    wonAt: (instant) => {
      const facts = deal.wonAt(instant);
      const known = Object.entries(facts).filter(([, value]) => value !== null);
      return { ...facts, ...way, ...Object.fromEntries(known) };
    },
  };
}

function properParts(changes: readonly Change[]): readonly (readonly Change[])[] {
  const parts = changes.reduce<readonly (readonly Change[])[]>(
    (all, change) => [...all, ...all.map((part) => [...part, change])],
    [[]],
  );
  return parts.filter((part) => part.length < changes.length);
}

/** What comes of only some of the changes, done as they were told as far as they can be; without waiting the deal is won now. */
async function outcomeOfPart(
  deal: OpenDeal,
  part: readonly Change[],
  all: readonly Policy[],
): Promise<string> {
  const names = new Set(part.map(({ lever }) => lever));
  const mayAnswer =
    names.has('deal-type') || ['pending', 'accepted'].includes(String(deal.facts.microsoftStatus));
  const mayBeWon =
    names.has('win') &&
    (!names.has('microsoft') || mayAnswer) &&
    (names.has('accept') || deal.facts.status !== 'received') &&
    (deal.facts.dealType !== 'solution-assessment' ||
      deal.facts.allSalesStagesMarked === true ||
      names.has('sales-stages'));
  if (!mayBeWon) return 'pending';
  const waited = part.find(({ lever }) => lever === 'wait')?.facts.wonAt;
  const facts = deal.wonAt(typeof waited === 'number' ? waited : NOW);
  const deeds = part.filter(({ lever }) => lever !== 'wait' && lever !== 'win');
  return outcomeAt({ ...changed({ ...deal, facts }, deeds), status: 'won' }, all);
}

function changed(deal: OpenDeal, changes: readonly Change[]): Facts {
  return changes.reduce<Facts>((facts, change) => ({ ...facts, ...change.facts }), deal.facts);
}

async function outcomeAt(facts: Facts, all: readonly Policy[]): Promise<string> {
  const policy = versionInForce(all, utcDay(Number(facts.wonAt)));
  return outcomeOf('won', policy, policy === null ? [] : await judgeCriteria(policy, facts));
}

const namesIn = ({ changes }: Counterfactual): string => changes.map(({ lever }) => lever).join(' + ');

describe('counterfactuals of any open deal under any policies', () => {
  it('are exactly the minimal sets that trying everything finds, each won at the earliest moment', async () => {
    let compared = 0;
    let sets = 0;
    await fc.assert(
      fc.asyncProperty(openDeals, policies, async (deal, all) => {
        const tried = await bruteForce(deal, all, 2_500);
        fc.pre(tried !== null);
        const { sets: told, isComplete } = search(deal, all);
        expect(isComplete).toBe(true);
        const expected = minimal(tried);
        expect(told.map(namesIn).toSorted()).toEqual([...expected.keys()].toSorted());
        for (const set of told) {
          expect(changed(deal, set.changes).wonAt).toBe(expected.get(namesIn(set)));
        }
        compared += 1;
        sets += told.length;
      }),
      { numRuns: 1000 },
    );
    expect(compared).toBe(1000);
    expect(sets).toBeGreaterThan(300);
  }, 60_000);

  it('make the deal eligible by the rule engine, no part of one does, and every alternative does as well', async () => {
    let sets = 0;
    let alternatives = 0;
    await fc.assert(
      fc.asyncProperty(openDeals, policies, async (deal, all) => {
        for (const set of search(deal, all).sets) {
          sets += 1;
          expect(await outcomeAt(changed(deal, set.changes), all)).toBe('eligible');
          for (const part of properParts(set.changes))
            expect(await outcomeOfPart(deal, part, all)).not.toBe('eligible');
          for (const [index, change] of set.changes.entries()) {
            for (const way of change.alternatives) {
              alternatives += 1;
              const others = set.changes.with(index, { ...change, ...way });
              expect(await outcomeAt(changed(deal, others), all)).toBe('eligible');
            }
          }
        }
      }),
      { numRuns: 600 },
    );
    expect(sets).toBeGreaterThan(100);
    expect(alternatives).toBeGreaterThan(10);
  }, 60_000);

  it('tell until when the deal can be won: not from then on, but still just before', async () => {
    let ends = 0;
    await fc.assert(
      fc.asyncProperty(openDeals, policies, async (deal, all) => {
        // Which solutions and value there are then hangs on what the deal itself has become.
        fc.pre(!asksFor(all).has('incentiveTags') && !asksFor(all).has('hasIncentiveEligibleSolution'));
        for (const { changes, before } of search(deal, all).sets) {
          if (before === null) continue;
          ends += 1;
          const settled = changes.filter(({ lever }) => lever !== 'wait' && lever !== 'win');
          const wonAt = (instant: number): Facts => changed({ ...deal, facts: deal.wonAt(instant) }, settled);
          expect(await outcomeAt({ ...wonAt(before), status: 'won' }, all)).not.toBe('eligible');
          expect(await outcomeAt({ ...wonAt(before - 1), status: 'won' }, all)).toBe('eligible');
        }
      }),
      { numRuns: 600 },
    );
    expect(ends).toBeGreaterThan(30);
  }, 60_000);

  it('come in one order: fewer changes first, then by the levers', () => {
    fc.assert(
      fc.property(openDeals, policies, (deal, all) => {
        const keys = search(deal, all).sets.map(({ changes }) =>
          [changes.length, ...changes.map(({ lever }) => LEVERS.indexOf(lever))].map((n) =>
            String(n).padStart(2, '0'),
          ),
        );
        expect(keys.map(String)).toEqual(keys.map(String).toSorted());
      }),
    );
  });

  it('say so when the search was given up', () => {
    const facts = factsFrom({ status: 'active' });
    const deal: OpenDeal = { facts, wonAt: () => ({ ...facts, status: 'won' }), turns: {} };
    const all = [aPolicy([aCriterion('c', { fact: 'campaignId', operator: 'equal', value: 'DE' })])];
    const { times } = momentsOf(deal, calendarFrom(utcDay(NOW), all), NOW);
    expect(counterfactualsOf(deal, times, new Patience(1)).isComplete).toBe(false);
  });

  it('are none because something stands against it, or only as long as something is not known', async () => {
    const reasons = { 'not-known': 0, frozen: 0 };
    await fc.assert(
      fc.asyncProperty(openDeals, policies, async (deal, all) => {
        fc.pre(search(deal, all).sets.length === 0);
        const asked = [...asksFor(all)];
        const states = [deal.wonAt(NOW), deal.wonAt(TURN)];
        const unknown = asked.filter((fact) => states.some((facts) => facts[fact] === null));
        fc.pre(asked.every((fact) => states.every((facts) => facts[fact] === null || isExact(facts[fact]))));
        const ways = completionsOf(unknown, all);
        fc.pre(ways.length <= 40);
        let turnsOutWell = false;
        for (const way of ways) {
          const tried = await bruteForce(knowing(deal, way), all, 600);
          fc.pre(tried !== null);
          turnsOutWell ||= tried.length > 0;
        }
        const { reason, possible } = whyNot(momentsOf(deal, calendarFrom(utcDay(NOW), all), NOW).times);
        const expected = turnsOutWell ? 'not-known' : 'frozen';
        expect([reason, possible]).toEqual([expected, turnsOutWell ? null : false]);
        reasons[expected] += 1;
      }),
      { numRuns: 100 },
    );
    expect(Math.min(...Object.values(reasons))).toBeGreaterThan(5);
  }, 60_000);
});
