import { describe, expect, it } from '@jest/globals';
import type { DealType } from '../../../deals/domain/deal.js';
import { FACTS } from '../../../policies/domain/vocabulary.js';
import { type Facts, factsFrom } from '../facts.js';
import type { LeverName } from './lever.js';
import { DEEDS } from './levers.js';

/** What each way to use a lever sets. */
function pulled(name: LeverName, known: Partial<Facts>): readonly Partial<Facts>[] {
  const pulls = DEEDS.find((lever) => lever.name === name)?.pulls(factsFrom(known), []) ?? [];
  return pulls.map(({ facts }) => facts);
}

describe('levers', () => {
  it('never touch a fact that nothing changes', () => {
    const frozen = new Set(
      FACTS.filter(({ changes }) => changes === 'never').map(({ name }): string => name),
    );
    expect(frozen.size).toBe(5);
    expect(DEEDS.flatMap(({ sets }) => sets).filter((fact) => frozen.has(fact))).toEqual([]);
  });

  it('set every fact that partner or Microsoft can change, but for what accepting and winning set', () => {
    const set = new Set(DEEDS.flatMap(({ sets }): readonly string[] => sets));
    const left = FACTS.filter(({ name, changes }) => !set.has(name) && changes !== 'never').map(
      ({ name }) => name,
    );
    expect(left).toEqual(['status', 'salesStagePercent', 'wonAt', 'hoursFromCreationToWon']);
  });

  it('set only what they say they set, and always something', () => {
    for (const { pulls, sets } of DEEDS) {
      const offered = pulls(factsFrom({ dealType: 'private', microsoftStatus: 'pending' }), []);
      expect(offered).not.toEqual([]);
      for (const { facts } of offered) {
        expect(Object.keys(facts)).not.toEqual([]);
        expect(sets).toEqual(expect.arrayContaining(Object.keys(facts)));
      }
    }
  });
});

describe('the upgrades of a deal', () => {
  it.each<[DealType | null, readonly DealType[]]>([
    ['private', ['partner-led', 'co-sell']],
    ['partner-led', ['co-sell']],
    ['partner-to-partner', ['co-sell']],
    ['co-sell', []],
    ['solution-assessment', []],
    [null, []],
  ])('from %s lead to %j', (dealType, expected) => {
    expect(pulled('deal-type', { dealType }).map((facts) => facts.dealType)).toEqual(expected);
  });

  it('to co-sell leave Microsoft an invitation to answer, unless it has answered one', () => {
    const asked = { dealType: 'co-sell', microsoftInvited: true };
    expect(pulled('deal-type', { dealType: 'partner-led', microsoftStatus: 'none' })).toEqual([
      { ...asked, microsoftStatus: 'pending' },
    ]);
    expect(pulled('deal-type', { dealType: 'partner-led', microsoftStatus: 'declined' })).toEqual([asked]);
  });

  it('by inviting partners make a private deal partner-to-partner; others stay what they are', () => {
    const invited = { partnersInvited: true };
    expect(pulled('partners', { dealType: 'private' })).toEqual([
      { ...invited, dealType: 'partner-to-partner' },
    ]);
    expect(pulled('partners', { dealType: 'partner-led' })).toEqual([invited]);
    expect(pulled('partners', { dealType: 'co-sell', direction: 'outbound' })).toEqual([invited]);
  });

  it('offer no partners to a co-sell deal that another company started, or may have', () => {
    expect(pulled('partners', { dealType: 'co-sell', direction: 'inbound' })).toEqual([]);
    expect(pulled('partners', { dealType: 'co-sell' })).toEqual([]);
    expect(pulled('partners', { dealType: 'solution-assessment' })).toEqual([]);
  });
});

describe('the solutions of a deal', () => {
  it('are added to first; of those that are not known nothing is said unless they are replaced', () => {
    const [first] = pulled('solutions', { dealType: 'private' });
    expect(first).toEqual({
      incentiveTags: { known: ['azure-ip-co-sell'], complete: false },
      hasIncentiveEligibleSolution: true,
    });
    expect(pulled('solutions', { dealType: 'private' })).toContainEqual({
      incentiveTags: [],
      hasIncentiveEligibleSolution: false,
    });
  });

  it('stay in a solution assessment, and in a deal that may be one', () => {
    expect(pulled('solutions', { dealType: 'solution-assessment', incentiveTags: [] })).toEqual([]);
    expect(pulled('solutions', { incentiveTags: [] })).toEqual([]);
  });
});
