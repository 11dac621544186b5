import type { Interval } from '../../kernel/interval.js';
import {
  DEAL_STATUSES,
  DEAL_TYPES,
  DIRECTIONS,
  MICROSOFT_STATUSES,
  SALES_STAGES,
} from '../../deals/domain/deal.js';
import { FACT_CHANGES, type FactChange } from './fact-changes.js';
import { FACT_LABELS } from './fact-labels.js';
import type { AllTexts } from './texts.js';

/** Types of facts. An instant is written as ISO 8601 with `Z` or an offset, a date as `YYYY-MM-DD`. */
export type FactType = 'text' | 'number' | 'boolean' | 'instant' | 'list';

/** A list of which some entries are known but perhaps not all. */
export interface PartialList {
  readonly known: readonly string[];
  readonly complete: false;
}

/** The value of a fact for one deal: known, known in part, or null for missing. Instants are epoch milliseconds. */
export type FactValue = string | number | boolean | readonly string[] | Interval | PartialList | null;

/** Files that can carry what a fact needs, named as `dealproof import --as` names them. */
export type Carrier =
  | 'referrals'
  | 'co-sell'
  | 'co-sell-analytics'
  | 'registrations'
  | 'deals'
  | 'solutions'
  | 'customers'
  | 'rates';

/** A typed, documented value about a deal that rules may use. */
export interface FactDefinition {
  readonly name: string;
  readonly type: FactType;
  /** Unit of a number; null for the rest. */
  readonly unit: 'hours' | 'percent' | 'USD' | null;
  /** All values it can take (of the list's entries for a list), or null when open. */
  readonly values: readonly (string | number)[] | null;
  readonly label: AllTexts;
  readonly description: string;
  /** The facts it is computed from, if any. */
  readonly dependsOn: readonly string[];
  readonly carriedBy: readonly Carrier[];
  /** What can change it while the deal is open. */
  readonly changes: FactChange;
}

/** Incentive tags that a solution can carry (domain brief, section 10.1). */
export const INCENTIVES = ['azure-ip-co-sell', 'biz-apps-premium', 'biz-apps-standard'] as const;
export type Incentive = (typeof INCENTIVES)[number];

const DEAL_FILES = ['referrals', 'co-sell', 'co-sell-analytics', 'deals'] as const;

function fact<const N extends keyof typeof FACT_LABELS>(
  name: N,
  type: FactType,
  description: string,
  carriedBy: readonly Carrier[],
  more: Partial<Pick<FactDefinition, 'unit' | 'values' | 'dependsOn'>> = {},
): FactDefinition & { readonly name: N } {
  return {
    name,
    type,
    unit: more.unit ?? null,
    values: more.values ?? null,
    label: FACT_LABELS[name],
    description,
    dependsOn: more.dependsOn ?? [],
    carriedBy,
    changes: FACT_CHANGES[name],
  };
}

/** The fact catalogue: every fact that a rule file may name. Any of them can be missing for a deal. */
export const FACTS = [
  fact('dealType', 'text', 'How the deal is sold (domain brief, section 2).', DEAL_FILES, {
    values: DEAL_TYPES,
  }),
  fact(
    'direction',
    'text',
    'Inbound from Microsoft or a partner, or outbound.',
    ['referrals', 'co-sell-analytics', 'deals'],
    { values: DIRECTIONS },
  ),
  fact('status', 'text', 'The deal’s own status; won, lost, declined, expired are final.', DEAL_FILES, {
    values: DEAL_STATUSES,
  }),
  fact('salesStagePercent', 'number', 'Percentage of the sales stage.', ['referrals', 'co-sell', 'deals'], {
    unit: 'percent',
    values: SALES_STAGES,
  }),
  fact(
    'allSalesStagesMarked',
    'boolean',
    'Whether every stage was marked complete, as solution assessments require before winning.',
    ['deals'],
  ),
  fact(
    'microsoftInvited',
    'boolean',
    'Whether Microsoft takes part by invitation: asked for help by us, or itself inviting us.',
    DEAL_FILES,
  ),
  fact(
    'microsoftStatus',
    'text',
    'Microsoft’s answer to the invitation; none when it was never asked.',
    ['referrals', 'co-sell', 'deals'],
    { values: MICROSOFT_STATUSES },
  ),
  fact(
    'incentiveTags',
    'list',
    'Incentives of the deal’s solutions on the day it was won (today while open). Known in part when some solution is not in the catalogue.',
    [...DEAL_FILES, 'solutions'],
    { values: INCENTIVES },
  ),
  fact(
    'hasIncentiveEligibleSolution',
    'boolean',
    'Whether one of the solutions had an incentive on the day the deal was won (today while open).',
    [...DEAL_FILES, 'solutions'],
  ),
  fact('createdAt', 'instant', 'When the deal was created.', ['referrals', 'co-sell-analytics', 'deals']),
  fact('wonAt', 'instant', 'When the deal was marked won; missing while it is not won.', [
    'referrals',
    'deals',
  ]),
  fact(
    'hoursFromCreationToWon',
    'number',
    'Exact from milliseconds: 71:59:59.999 is less than 72.',
    ['referrals', 'deals'],
    { unit: 'hours', dependsOn: ['createdAt', 'wonAt'] },
  ),
  fact(
    'dealValueUsd',
    'number',
    'Estimated value in US dollars at the rate of the month the deal closed (this month while open).',
    [...DEAL_FILES, 'rates'],
    { unit: 'USD' },
  ),
  fact('currency', 'text', 'ISO 4217 code of the deal value.', DEAL_FILES),
  fact('customerCountry', 'text', 'ISO 3166 alpha-2 code.', DEAL_FILES),
  fact(
    'customerManagedByMicrosoft',
    'boolean',
    'Whether a Microsoft seller manages the customer’s account.',
    ['customers'],
  ),
  fact('campaignId', 'text', 'Marketing campaign id.', ['referrals', 'co-sell', 'deals']),
  fact('location', 'text', 'MPN id of the partner’s office.', DEAL_FILES),
  fact('partnersInvited', 'boolean', 'Whether other partners were invited.', ['referrals', 'deals']),
  fact(
    'marketplaceTransacted',
    'boolean',
    'Whether the deal was transacted on Microsoft’s commercial marketplace.',
    ['co-sell-analytics', 'referrals', 'registrations', 'deals'],
  ),
] as const satisfies readonly FactDefinition[];

export type FactName = (typeof FACTS)[number]['name'];

/** The definition of a fact, or undefined for a word that is no fact. */
export function findFact(name: string): (FactDefinition & { readonly name: FactName }) | undefined {
  return FACTS.find((definition) => definition.name === name);
}

/** What an operator's value must look like beside a fact of a type. */
type ValueShape = 'one' | 'list' | 'none';

/** An operator: where it may be used, what it takes, and its exact opposite on a known fact. */
export interface OperatorDefinition {
  readonly name: string;
  readonly types: readonly FactType[];
  readonly takes: ValueShape;
  readonly complement: string;
  readonly description: string;
}

/**
 * All operators. On a missing fact every one of them is false but `isMissing`. Text is compared exactly, by code
 * point: case, accents and spaces count.
 */
export const OPERATORS = [
  op('equal', ['text', 'number', 'boolean'], 'one', 'notEqual', 'is exactly the value'),
  op('notEqual', ['text', 'number', 'boolean'], 'one', 'equal', 'is known and not the value'),
  op('in', ['text', 'number'], 'list', 'notIn', 'is one of the values'),
  op('notIn', ['text', 'number'], 'list', 'in', 'is known and none of the values'),
  op('lessThan', ['number'], 'one', 'greaterThanInclusive', 'is below the value'),
  op('lessThanInclusive', ['number'], 'one', 'greaterThan', 'is the value or below'),
  op('greaterThan', ['number'], 'one', 'lessThanInclusive', 'is above the value'),
  op('greaterThanInclusive', ['number'], 'one', 'lessThan', 'is the value or above'),
  op('contains', ['list'], 'one', 'doesNotContain', 'has the value among its entries'),
  op('doesNotContain', ['list'], 'one', 'contains', 'is known and lacks the value'),
  op('containsAny', ['list'], 'list', 'containsNone', 'has at least one of the values'),
  op('containsNone', ['list'], 'list', 'containsAny', 'is known and has none of the values'),
  op('before', ['instant'], 'one', 'onOrAfter', 'is earlier than the value'),
  op('onOrBefore', ['instant'], 'one', 'after', 'is the value or earlier'),
  op('after', ['instant'], 'one', 'onOrBefore', 'is later than the value'),
  op('onOrAfter', ['instant'], 'one', 'before', 'is the value or later'),
  op('isKnown', ['text', 'number', 'boolean', 'instant', 'list'], 'none', 'isMissing', 'has a known value'),
  op('isMissing', ['text', 'number', 'boolean', 'instant', 'list'], 'none', 'isKnown', 'is not known'),
] as const satisfies readonly OperatorDefinition[];

export type OperatorName = (typeof OPERATORS)[number]['name'];

/** The definition of an operator, or undefined for a word that is none. */
export function findOperator(
  name: string,
): (OperatorDefinition & { readonly name: OperatorName; readonly complement: OperatorName }) | undefined {
  return OPERATORS.find((definition) => definition.name === name);
}

function op<const N extends string, const C extends string>(
  name: N,
  types: readonly FactType[],
  takes: ValueShape,
  complement: C,
  description: string,
): OperatorDefinition & { readonly name: N; readonly complement: C } {
  return { name, types, takes, complement, description };
}
