import type { SolutionOnDeal } from './deal-grouping.js';
import type { FilterValue } from './filter-values.js';
import type { DealText, ReportedDeal } from './reported-deal.js';
import type { Worth } from './worth.js';

/** What reports can be narrowed by, each to one of several values. */
export const FILTERS = [
  'stage',
  'dealType',
  'direction',
  'location',
  'solution',
  'campaign',
  'country',
  'organisation',
] as const;

/**
 * What a report is narrowed to: in each, one of the values; null where it is not asked for. A value is an id, a word or
 * a sales stage's percentage.
 */
export type FilterValues = Readonly<Record<(typeof FILTERS)[number], readonly FilterValue[] | null>>;

/** The least value that deals must have. */
export interface LeastValue {
  /** In minor units of the report's currency. */
  readonly minor: number;
  /** What a deal is worth in that currency at the moment of the report. */
  readonly worth: (deal: ReportedDeal) => Worth;
}

/** What is looked for in one respect. */
interface Wanted {
  readonly values: readonly string[];
  readonly none: boolean;
}

type WantedValues = Readonly<Record<keyof FilterValues, Wanted | null>>;

/** What deals can be narrowed by other than the campaign, in words. */
const BESIDES_CAMPAIGN = [
  ['stage', 'stage'],
  ['dealType', 'deal type'],
  ['direction', 'direction'],
  ['location', 'location'],
  ['solution', 'solution'],
  ['country', 'country'],
  ['organisation', 'organisation'],
] as const;

/** Which deals a report is narrowed to. */
export class DealFilter {
  /** Whether the report is narrowed at all. */
  readonly isSet: boolean;
  private readonly wanted: WantedValues;

  constructor(
    private readonly values: FilterValues,
    readonly least: LeastValue | null,
  ) {
    const { stage, dealType, direction, location, solution, campaign, country, organisation } = values;
    this.wanted = {
      stage: wantedOf(stage),
      dealType: wantedOf(dealType),
      direction: wantedOf(direction),
      location: wantedOf(location),
      solution: wantedOf(solution),
      campaign: wantedOf(campaign),
      country: wantedOf(country),
      organisation: wantedOf(organisation),
    };
    this.isSet = least !== null || Object.values(this.wanted).some((wanted) => wanted !== null);
  }

  /** Whether it is narrowed by stage. */
  get byStage(): boolean {
    return this.wanted.stage !== null;
  }

  /** The same, of deals of every stage. */
  withAllStages(): DealFilter {
    return this.byStage ? new DealFilter({ ...this.values, stage: null }, this.least) : this;
  }

  /** The solutions that a deal must have one of, and whether it may have none; null where it is not narrowed so. */
  get solutions(): Wanted | null {
    return this.wanted.solution;
  }

  /** The texts of a deal that it is narrowed by. */
  get texts(): readonly DealText[] {
    const { location, campaign, country, organisation } = this.wanted;
    return [
      ...(location === null ? [] : (['location'] as const)),
      ...(campaign === null ? [] : (['campaignId'] as const)),
      ...(country === null ? [] : (['country'] as const)),
      ...(organisation === null ? [] : (['organisationId'] as const)),
    ];
  }

  /** The ids of the campaigns that it is narrowed to; null where it is not. */
  get campaigns(): readonly string[] | null {
    return this.wanted.campaign?.values ?? null;
  }

  /** What it is narrowed by other than the campaign, in words: spend is told by campaign and by nothing else of a deal. */
  get besidesCampaign(): readonly string[] {
    const told = BESIDES_CAMPAIGN.filter(([respect]) => this.wanted[respect] !== null);
    return [...told.map(([, words]) => words), ...(this.least === null ? [] : ['value'])];
  }

  /** Whether a deal is in; null where what it is narrowed to is not known of the deal. */
  matches(deal: ReportedDeal, solutions: readonly SolutionOnDeal[] | null): boolean | null {
    const { wanted } = this;
    if (!this.isSet) return true;
    const answers = [
      oneOf(wanted.stage, deal.stagePercent === null ? null : String(deal.stagePercent)),
      oneOf(wanted.dealType, deal.dealType),
      oneOf(wanted.direction, deal.direction),
      oneOf(wanted.location, deal.location),
      oneOf(wanted.campaign, deal.campaignId),
      oneOf(wanted.country, deal.country),
      oneOf(wanted.organisation, deal.organisationId),
      holdsOneOf(wanted.solution, solutions),
    ];
    if (answers.includes(false)) return false;
    const isWorth = this.isWorth(deal);
    return isWorth === false ? false : isWorth === null || answers.includes(null) ? null : true;
  }

  /** Whether a deal has the least value; null where it has none, or no rate converts it. */
  isWorth(deal: ReportedDeal): boolean | null {
    if (this.least === null) return true;
    const worth = this.least.worth(deal);
    return worth.is === 'known' ? worth.minor >= this.least.minor : null;
  }
}

function wantedOf(values: readonly FilterValue[] | null): Wanted | null {
  if (values === null) return null;
  return { values: values.filter((value) => value !== null), none: values.includes(null) };
}

function oneOf(wanted: Wanted | null, value: string | null): boolean | null {
  if (wanted === null) return true;
  if (value !== null) return wanted.values.includes(value);
  return wanted.none ? true : null;
}

function holdsOneOf(wanted: Wanted | null, solutions: readonly SolutionOnDeal[] | null): boolean | null {
  if (wanted === null) return true;
  if (solutions === null) return wanted.none ? true : null;
  if (solutions.length === 0) return wanted.none;
  return solutions.some(({ solutionId }) => wanted.values.includes(solutionId));
}

/** What the balance says of deals that might have the least value, for all that is known. */
export const LEFT_OUT_VALUE = 'Left out, as their value is not known or not converted';

/** How many deals of the book a filter left out, for the balance. */
export class LeftOut {
  private deals = 0;
  private unknown = 0;
  private worthUnknown = 0;

  constructor(private readonly filter: DealFilter) {}

  /** Whether a deal is in; counts it when it is not. */
  admits(deal: ReportedDeal, solutions: readonly SolutionOnDeal[] | null): boolean {
    const matches = this.filter.matches(deal, solutions);
    if (matches === true) return true;
    this.deals += 1;
    if (matches === null) {
      this.unknown += 1;
      if (this.filter.isWorth(deal) === null) this.worthUnknown += 1;
    }
    return false;
  }

  /** Lines of the balance; none when the report is not narrowed. */
  get parts(): readonly { readonly line: string; readonly deals: number }[] {
    return this.filter.isSet ? [{ line: 'Left out by the filters', deals: this.deals }] : [];
  }

  /** The same, of the lines that tell more of others. */
  get ofWhich(): readonly { readonly line: string; readonly deals: number }[] {
    if (!this.filter.isSet) return [];
    return [
      { line: 'Left out, as what they are filtered by is not known', deals: this.unknown },
      ...(this.filter.least === null ? [] : [{ line: LEFT_OUT_VALUE, deals: this.worthUnknown }]),
    ];
  }
}
