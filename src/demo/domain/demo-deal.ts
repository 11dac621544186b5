import type { DealStatus, DealType, Direction, MicrosoftStatus } from '../../deals/domain/deal.js';
import type { Moment } from './calendar.js';
import type { Colleague, Office } from './company.js';
import type { DemoCustomer } from './customers.js';

/** Microsoft's part in a co-sell deal. */
export interface MicrosoftSide {
  readonly referralId: string;
  readonly status: Exclude<MicrosoftStatus, 'none'>;
  /** The help asked for (code 1 to 6 of the bulk CSV); null where Microsoft invited us. */
  readonly help: number | null;
  /** When it accepted or declined; null while it has not answered or never did. */
  readonly answered: Moment | null;
  /** When its own referral closed: declined, expired, won or lost. */
  readonly closed: Moment | null;
  readonly expires: Moment | null;
  readonly reason: string | null;
}

/** Another partner's part in a deal that we invited it to. */
export interface PartnerSide {
  readonly referralId: string;
  readonly organisationId: string;
  readonly name: string;
  readonly solutionId: string;
  /** When it accepted; null while it has not. */
  readonly accepted: Moment | null;
}

/** What was filed after a win. Dates are `YYYY-MM-DD`. */
export interface DemoRegistration {
  readonly registrationId: string;
  readonly state: 'ReviewPending' | 'ActionRequired' | 'Approved' | 'Passed' | 'Failed' | 'Closed';
  readonly submitted: Moment;
  /** Null while it has not been decided. */
  readonly decided: Moment | null;
  readonly contractMinor: number;
  readonly signDate: string;
  /** Null for a perpetual contract. */
  readonly endDate: string | null;
  readonly solutionId: string;
  readonly tenant: 'Customer' | 'Partner';
  /** Null where the deal was not transacted on the marketplace. */
  readonly marketplaceDate: string | null;
}

/** How a deal went: its status and the moments that led there. */
export interface Course {
  readonly status: DealStatus;
  readonly salesStagePercent: number | null;
  readonly accepted: Moment | null;
  readonly closed: Moment | null;
  /** Until when an unanswered inbound deal could be answered. */
  readonly expires: Moment | null;
  /** Code 1 to 8 of the bulk CSV, for declined and lost deals. */
  readonly reason: number | null;
}

/** A deal as it really happened; each file format tells a part of it. */
export interface DemoDeal extends Course {
  readonly index: number;
  /** GUID. */
  readonly dealId: string;
  readonly engagementId: string;
  readonly name: string;
  readonly dealType: DealType;
  readonly direction: Direction;
  /** Id of the organisation that started it. */
  readonly invitedBy: string;
  readonly customer: DemoCustomer;
  readonly office: Office;
  readonly team: readonly Colleague[];
  readonly campaignId: string | null;
  readonly crmId: string | null;
  readonly msxId: string | null;
  /** Integer minor units. */
  readonly valueMinor: number;
  readonly currency: string;
  readonly estimatedCloseDate: string;
  /** Ids, the leading one first. */
  readonly solutions: readonly string[];
  readonly notes: string | null;
  readonly created: Moment;
  /** When the record last changed, the registration included. */
  readonly updated: Moment;
  readonly microsoft: MicrosoftSide | null;
  readonly partner: PartnerSide | null;
  readonly registration: DemoRegistration | null;
  /** Whether only the bulk CSV has it: then nobody can tell when it was created or closed. */
  readonly onlyInBulk: boolean;
}

/** The marketplace leads of the API list that are no co-sell deals and must be left out. */
export interface DemoLead {
  readonly referralId: string;
  readonly engagementId: string;
  readonly customer: DemoCustomer;
  readonly created: Moment;
}
