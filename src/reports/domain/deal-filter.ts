import type { SolutionOnDeal } from './pipeline-grouping.js';
import type { DealText, ReportedDeal } from './reported-deal.js';

/** What reports can be narrowed to: in each, one of the values; null where it is not asked for. */
export interface FilterValues {
  readonly dealType: readonly string[] | null;
  readonly direction: readonly string[] | null;
  readonly location: readonly string[] | null;
  readonly solution: readonly string[] | null;
  readonly campaign: readonly string[] | null;
  readonly country: readonly string[] | null;
  readonly organisation: readonly string[] | null;
}

/** Which deals a report is narrowed to. */
export class DealFilter {
  /** Whether the report is narrowed at all. */
  readonly isSet: boolean;
  private readonly wanted: FilterValues;

  constructor({ dealType, direction, location, solution, campaign, country, organisation }: FilterValues) {
    this.wanted = { dealType, direction, location, solution, campaign, country, organisation };
    this.isSet = Object.values(this.wanted).some((values) => values !== null);
  }

  /** The solutions that a deal must have one of; null where it is not narrowed by them. */
  get solutions(): readonly string[] | null {
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

  /** The campaigns that it is narrowed to; null where it is not. */
  get campaigns(): readonly string[] | null {
    return this.wanted.campaign;
  }

  /** Whether a deal is in; null where what it is narrowed to is not known of the deal. */
  matches(deal: ReportedDeal, solutions: readonly SolutionOnDeal[] | null): boolean | null {
    const { wanted } = this;
    if (!this.isSet) return true;
    const answers = [
      oneOf(wanted.dealType, deal.dealType),
      oneOf(wanted.direction, deal.direction),
      oneOf(wanted.location, deal.location),
      oneOf(wanted.campaign, deal.campaignId),
      oneOf(wanted.country, deal.country),
      oneOf(wanted.organisation, deal.organisationId),
      holdsOneOf(wanted.solution, solutions),
    ];
    return answers.includes(false) ? false : answers.includes(null) ? null : true;
  }
}

function oneOf(wanted: readonly string[] | null, value: string | null): boolean | null {
  if (wanted === null) return true;
  return value === null ? null : wanted.includes(value);
}

function holdsOneOf(
  wanted: readonly string[] | null,
  solutions: readonly SolutionOnDeal[] | null,
): boolean | null {
  if (wanted === null) return true;
  return solutions === null ? null : solutions.some(({ solutionId }) => wanted.includes(solutionId));
}

/** How many deals of the book a filter left out, for the balance. */
export class LeftOut {
  private deals = 0;
  private unknown = 0;

  constructor(private readonly filter: DealFilter) {}

  /** Whether a deal is in; counts it when it is not. */
  admits(deal: ReportedDeal, solutions: readonly SolutionOnDeal[] | null): boolean {
    const matches = this.filter.matches(deal, solutions);
    if (matches === true) return true;
    this.deals += 1;
    if (matches === null) this.unknown += 1;
    return false;
  }

  /** Lines of the balance; none when the report is not narrowed. */
  get parts(): readonly { readonly line: string; readonly deals: number }[] {
    return this.filter.isSet ? [{ line: 'Left out by the filters', deals: this.deals }] : [];
  }

  /** The same, of the lines that tell more of others. */
  get ofWhich(): readonly { readonly line: string; readonly deals: number }[] {
    if (!this.filter.isSet) return [];
    return [{ line: 'Left out, as what they are filtered by is not known', deals: this.unknown }];
  }
}
