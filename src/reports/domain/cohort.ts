import { Histogram, ratioOf } from './figures.js';
import type { StateAt } from './reported-deal.js';
import { type Worth, WorthSum } from './worth.js';

/** How deals of a cohort can stand; the order is that of the tables. */
export const COHORT_STATES = ['won', 'lost', 'declined', 'expired', 'open'] as const;
export type CohortState = (typeof COHORT_STATES)[number];

/** A deal of a cohort as the report sees it. */
export interface CohortDeal {
  readonly state: Exclude<StateAt, 'not-created'>;
  readonly worth: Worth;
  /** The furthest stage that it is known to have been in; null when not known. A won deal has passed all. */
  readonly furthestStage: number | null;
  /** Whole days of the calendar from creation to won; null when not won or not known. */
  readonly daysToWon: number | null;
}

/** Deals created in one period, counted by where they stand now. */
export class Cohort {
  readonly daysToWon = new Histogram();
  private readonly states: Readonly<Record<CohortState, { deals: number; readonly value: WorthSum }>> = {
    won: { deals: 0, value: new WorthSum() },
    lost: { deals: 0, value: new WorthSum() },
    declined: { deals: 0, value: new WorthSum() },
    expired: { deals: 0, value: new WorthSum() },
    open: { deals: 0, value: new WorthSum() },
  };

  /** Several cohorts together: a deal is added to the one it is in only, which takes a third of the time. */
  static of(cohorts: Iterable<Cohort>): Cohort {
    const all = new Cohort();
    for (const cohort of cohorts) {
      all.daysToWon.addAll(cohort.daysToWon);
      for (const state of COHORT_STATES) {
        all.states[state].deals += cohort.states[state].deals;
        all.states[state].value.addAll(cohort.states[state].value);
      }
    }
    return all;
  }

  /** Counts a deal. */
  add(deal: CohortDeal): void {
    const state = this.states[deal.state];
    state.deals += 1;
    state.value.add(deal.worth);
    if (deal.daysToWon !== null) this.daysToWon.add(deal.daysToWon);
  }

  /** What all deals are worth. */
  get value(): WorthSum {
    return WorthSum.of(COHORT_STATES.map((state) => this.states[state].value));
  }

  /** How many deals the cohort has. */
  get size(): number {
    return COHORT_STATES.reduce((deals, state) => deals + this.states[state].deals, 0);
  }

  /** How many stand in a state. */
  countOf(state: CohortState): number {
    return this.states[state].deals;
  }

  /** What the deals in a state are worth. */
  valueOf(state: CohortState): WorthSum {
    return this.states[state].value;
  }

  /** Share of the cohort's deals that were won; null for an empty cohort. */
  get winRate(): number | null {
    return ratioOf(this.countOf('won'), this.size);
  }
}
