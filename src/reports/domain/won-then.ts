import { mergeFields } from '../../deals/domain/book-deal.js';
import { followDeal, type Learnt } from '../../deals/domain/deal-history.js';
import { orderSightings, type Sighting } from '../../deals/domain/sighting.js';
import type { Deal } from '../../deals/domain/deal.js';
import { asItStood, reportedDeal, toldThen } from './as-it-stood.js';
import { type AsOf, type ReportedDeal, standingAt } from './reported-deal.js';
import type { ShownWin } from './won-deal.js';

/** The registration of a deal as files had told it. */
export type Registration = Pick<
  ShownWin,
  'registrationState' | 'registrationSubmittedOn' | 'registrationDecidedOn'
>;

/** No file told of a registration. */
export const UNTOLD: Registration = {
  registrationState: null,
  registrationSubmittedOn: null,
  registrationDecidedOn: null,
};

/** A deal as it stood at a moment. */
export interface StoodDeal {
  readonly deal: ReportedDeal;
  /** What else is told of it: names and solutions. */
  readonly told: Deal;
  readonly registration: Registration;
}

/** Whether a deal may have stood otherwise at a moment than it is held to: it was open then, or nobody knows. */
export function mayHaveDiffered(deal: ReportedDeal, asOf: AsOf): boolean {
  const { state, closingKnown } = standingAt(deal, asOf);
  return state === 'open' || (state !== 'not-created' && !closingKnown);
}

/**
 * A deal as it stood at a past moment by what was learnt of it; null where nothing tells its status. Its registration
 * is the one that files speak of which were as of a time before the moment: it may change after the deal has closed.
 */
export function stoodDeal(learnt: Learnt, asOf: AsOf): StoodDeal | null {
  const last = followDeal(learnt);
  if (last === null) return null;
  const then = toldThen(learnt, asOf);
  const registration = registrationThen(learnt.sightings, asOf);
  const held = reportedDeal(last);
  if (then === null || !mayHaveDiffered(held, asOf)) return { deal: held, told: last, registration };
  const deal = asItStood(held, reportedDeal(then.deal), asOf);
  return { deal, told: deal === held ? last : then.deal, registration };
}

/** Files of registrations tell of no status, so that it may be known of a deal of which nothing else is. */
function registrationThen(sightings: readonly Sighting[], { end }: AsOf): Registration {
  const told = mergeFields(orderSightings(sightings.filter(({ asOf }) => asOf < end)));
  return {
    registrationState: told.registrationState ?? null,
    registrationSubmittedOn: told.registrationSubmittedOn ?? null,
    registrationDecidedOn: told.registrationDecidedOn ?? null,
  };
}

/** The registration of a deal as it is last known. */
export function registrationOf(deal: Registration): Registration {
  const { registrationState, registrationSubmittedOn, registrationDecidedOn } = deal;
  return { registrationState, registrationSubmittedOn, registrationDecidedOn };
}
