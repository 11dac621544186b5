import { MICROSOFT_STATUSES, type DealType, type MicrosoftStatus } from '../../../deals/domain/deal.js';
import { compareText } from '../../../kernel/text.js';
import { regionValues } from '../../../policies/domain/fact-regions.js';
import type { Leaf } from '../../../policies/domain/policy.js';
import type { FactName } from '../../../policies/domain/vocabulary.js';
import { definitionOf, type Facts } from '../facts.js';
import type { Lever, Pull } from './lever.js';
import { SOLUTIONS } from './solutions-lever.js';

/**
 * Sharing the deal with Microsoft's sellers, or asking Microsoft for help (domain brief, sections 5.1 and 5.2). There
 * is no way back, and no upgrade of a solution assessment or of a deal whose type is not known.
 */
const DEAL_TYPE: Lever = {
  name: 'deal-type',
  sets: ['dealType', 'microsoftInvited', 'microsoftStatus'],
  pulls: (facts) => {
    const share: Pull = { key: 'partner-led', facts: { dealType: 'partner-led' }, effort: 1 };
    switch (facts.dealType) {
      case 'private':
        return [share, askForHelp(facts)];
      case 'partner-led':
      case 'partner-to-partner':
        return [askForHelp(facts)];
      default:
        return [];
    }
  },
};

/** Microsoft gets an invitation that waits for its answer; one that it answered before stays answered. */
function askForHelp({ microsoftStatus }: Facts): Pull {
  const asked = { dealType: 'co-sell' satisfies DealType, microsoftInvited: true };
  const unasked = microsoftStatus === 'none' || microsoftStatus === null;
  return {
    key: 'co-sell',
    facts: unasked ? { ...asked, microsoftStatus: 'pending' satisfies MicrosoftStatus } : asked,
    effort: 2,
  };
}

/**
 * Inviting other partners (domain brief, section 5.1): makes a private deal partner-to-partner; to a co-sell deal only
 * if one's own company started it.
 */
const PARTNERS: Lever = {
  name: 'partners',
  sets: ['partnersInvited', 'dealType'],
  pulls: ({ dealType, direction, partnersInvited }) => {
    const invite = (facts: Partial<Facts>): readonly Pull[] => [{ key: 'invite', facts, effort: 1 }];
    if (dealType === 'private') return invite({ partnersInvited: true, dealType: 'partner-to-partner' });
    const may =
      dealType === 'partner-led' ||
      dealType === 'partner-to-partner' ||
      (dealType === 'co-sell' && direction === 'outbound');
    return may && partnersInvited !== true ? invite({ partnersInvited: true }) : [];
  },
};

/**
 * Another estimated value (domain brief, section 3.1): of each stretch that the comparisons leave undivided, the
 * amount nearest to the present one; nearest to nothing where that is not known.
 */
const VALUE: Lever = {
  name: 'value',
  sets: ['dealValueUsd'],
  pulls: ({ dealValueUsd }, comparisons) => {
    const starts = regionValues(definitionOf('dealValueUsd'), comparisons).filter(
      (value) => typeof value === 'number',
    );
    const present = typeof dealValueUsd === 'number' ? dealValueUsd : 0;
    return starts
      .map((start, index): number => {
        const next = starts[index + 1];
        const last = next === undefined ? Infinity : (Math.round(next * 100) - 1) / 100;
        return Math.min(Math.max(present, start), last);
      })
      .filter((value) => value !== dealValueUsd)
      .map((value) => ({
        key: String(value),
        facts: { dealValueUsd: value },
        effort: Math.abs(value - present),
      }))
      .toSorted((a, b) => a.effort - b.effort);
  },
};

/** Key of the way to set a text that no comparison names. */
export const ANOTHER = 'another';

/** Another text for a field that can be edited: each that a comparison names, and one that none does. */
function textLever(name: 'currency' | 'campaign', fact: 'currency' | 'campaignId'): Lever {
  return {
    name,
    sets: [fact],
    pulls: (facts, comparisons) => {
      const named = new Set(comparisons.filter((leaf) => leaf.fact === fact).flatMap(valuesOf));
      const values = regionValues(definitionOf(fact), comparisons).filter(
        (value) => typeof value === 'string',
      );
      const present = facts[fact];
      const isNamed = (value: string): boolean => named.has(value);
      return values
        .filter((value) => value !== present && (isNamed(value) || present === null || named.has(present)))
        .toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)) || compareText(a, b))
        .map((value) => ({ key: isNamed(value) ? value : ANOTHER, facts: { [fact]: value }, effort: 1 }));
    },
  };
}

function valuesOf({ value }: Leaf): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Something that can be done but not undone. */
function onceLever(
  name: 'sales-stages' | 'marketplace',
  fact: 'allSalesStagesMarked' | 'marketplaceTransacted',
): Lever {
  return {
    name,
    sets: [fact],
    pulls: (facts) => (facts[fact] === true ? [] : [{ key: 'done', facts: { [fact]: true }, effort: 1 }]),
  };
}

/** What Microsoft's side can come to from where it is; declined, expired, won and lost are final (section 6). */
const ANSWERS: Partial<Record<MicrosoftStatus, readonly MicrosoftStatus[]>> = {
  pending: ['accepted', 'won', 'declined', 'expired', 'lost'],
  accepted: ['won', 'lost'],
};

/** Microsoft's answer to an invitation that is known to wait for one, or its closing of a deal that it accepted. */
const MICROSOFT: Lever = {
  name: 'microsoft',
  sets: ['microsoftStatus'],
  pulls: ({ microsoftStatus }) => {
    const present = MICROSOFT_STATUSES.find((status) => status === microsoftStatus);
    const answers = present === undefined ? [] : (ANSWERS[present] ?? []);
    return answers.map((answer) => ({ key: answer, facts: { microsoftStatus: answer }, effort: 1 }));
  },
};

/**
 * What partner and Microsoft can do to an open deal beside accepting it, waiting and marking it won, in the order in
 * which it is done: asking Microsoft for help comes before its answer.
 */
export const DEEDS: readonly Lever[] = [
  DEAL_TYPE,
  PARTNERS,
  SOLUTIONS,
  VALUE,
  // The value is stated anew with the currency, so that it stays what it is in US dollars.
  textLever('currency', 'currency'),
  textLever('campaign', 'campaignId'),
  onceLever('sales-stages', 'allSalesStagesMarked'),
  onceLever('marketplace', 'marketplaceTransacted'),
  MICROSOFT,
];

/** The levers that set some of the facts. */
export function leversOn(facts: ReadonlySet<FactName>): readonly Lever[] {
  return DEEDS.filter(({ sets }) => sets.some((fact) => facts.has(fact)));
}
