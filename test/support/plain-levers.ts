import type { LeverName } from '../../src/eligibility/domain/counterfactuals/lever.js';
import type { Facts } from '../../src/eligibility/domain/facts.js';
import { INCENTIVES } from '../../src/policies/domain/vocabulary.js';

type Deed = Partial<Facts>;

/** What can become of a deal by asking Microsoft or partners in, row by row as Partner Center's matrix has it. */
const UPGRADES: Readonly<Record<string, readonly string[]>> = {
  private: ['partner-led', 'co-sell'],
  'partner-led': ['co-sell'],
  'partner-to-partner': ['co-sell'],
};

const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  pending: ['accepted', 'declined', 'expired', 'won', 'lost'],
  accepted: ['won', 'lost'],
};

const TEXTS = ['DE', 'de', 'é', 'e\u0301', '72', '72h', 'null', 'true', '𝒳', 'no rule says this'];
const AMOUNTS = [-1, 0, 10, 40, 72, 24_999.99, 25_000].flatMap((amount) => [
  amount,
  amount + 0.01,
  amount - 0.01,
]);
const TAG_LISTS = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
  INCENTIVES.filter((_, bit) => (bits >> bit) % 2 === 1),
);

/**
 * Every way to use each lever on a deal, told plainly and without regard to any rule: whatever facts a rule asks for,
 * these are all that can be made of them (texts and amounts: as many as the rules of a test can tell apart).
 */
export const PLAIN_LEVERS: readonly {
  readonly name: LeverName;
  readonly sets: readonly (keyof Facts)[];
  readonly deeds: (facts: Facts) => readonly Deed[];
}[] = [
  {
    name: 'deal-type',
    sets: ['dealType', 'microsoftInvited', 'microsoftStatus'],
    deeds: ({ dealType, microsoftStatus }) =>
      (UPGRADES[String(dealType)] ?? []).map((upgraded) => {
        if (upgraded !== 'co-sell') return { dealType: upgraded };
        const answer = microsoftStatus === null || microsoftStatus === 'none' ? 'pending' : microsoftStatus;
        return { dealType: upgraded, microsoftInvited: true, microsoftStatus: answer };
      }),
  },
  {
    name: 'partners',
    sets: ['partnersInvited', 'dealType'],
    deeds: ({ dealType, direction }) => {
      if (dealType === 'private') return [{ partnersInvited: true, dealType: 'partner-to-partner' }];
      if (dealType === 'co-sell' && direction !== 'outbound') return [];
      return dealType === null || dealType === 'solution-assessment' ? [] : [{ partnersInvited: true }];
    },
  },
  {
    name: 'solutions',
    sets: ['incentiveTags', 'hasIncentiveEligibleSolution'],
    deeds: ({ dealType, incentiveTags }) => {
      if (dealType === null || dealType === 'solution-assessment') return [];
      const replaced = TAG_LISTS.map((tags) => ({
        incentiveTags: tags,
        hasIncentiveEligibleSolution: tags.length > 0,
      }));
      if (Array.isArray(incentiveTags)) return replaced;
      const known =
        typeof incentiveTags === 'object' && incentiveTags !== null && 'known' in incentiveTags
          ? incentiveTags.known
          : [];
      const added = TAG_LISTS.filter((tags) => known.every((tag) => tags.some((each) => each === tag)))
        .filter((tags) => tags.length > known.length)
        .map((tags) => ({
          incentiveTags: { known: tags, complete: false as const },
          hasIncentiveEligibleSolution: true,
        }));
      return [...replaced, ...added];
    },
  },
  {
    name: 'value',
    sets: ['dealValueUsd'],
    deeds: () =>
      AMOUNTS.filter((amount) => amount >= 0).map((amount) => ({
        dealValueUsd: Math.round(amount * 100) / 100,
      })),
  },
  {
    name: 'currency',
    sets: ['currency'],
    deeds: () => ['USD', 'EUR', 'SEK', 'JPY'].map((currency) => ({ currency })),
  },
  { name: 'campaign', sets: ['campaignId'], deeds: () => TEXTS.map((campaignId) => ({ campaignId })) },
  {
    name: 'sales-stages',
    sets: ['allSalesStagesMarked'],
    deeds: () => [{ allSalesStagesMarked: true }],
  },
  {
    name: 'marketplace',
    sets: ['marketplaceTransacted'],
    deeds: () => [{ marketplaceTransacted: true }],
  },
  {
    name: 'microsoft',
    sets: ['microsoftStatus'],
    deeds: ({ microsoftStatus }) =>
      (ANSWERS[String(microsoftStatus)] ?? []).map((answer) => ({ microsoftStatus: answer })),
  },
];
