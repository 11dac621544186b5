import type { CounterpartSighting, Sighting } from '../../deals/domain/sighting.js';
import type { Problem } from '../../kernel/errors.js';
import type { Incentive } from '../../policies/domain/vocabulary.js';

/** The kinds of file that can be imported, as `dealproof import --as` names them. */
export const IMPORT_KINDS = [
  'referrals',
  'co-sell',
  'co-sell-analytics',
  'registrations',
  'solutions',
  'customers',
  'campaigns',
  'spend',
  'rates',
  'deals',
] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** A row of a solutions file: a solution, and at most one incentive with the days it held (half-open, null unbounded). */
export interface SolutionRecord {
  readonly solutionId: string;
  readonly name: string;
  readonly kind: 'own' | 'microsoft' | 'third-party' | 'assessment';
  readonly incentive: Incentive | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/** A row of a customers file. Matched to deals by D-U-N-S, else by name and country. */
export interface CustomerRecord {
  readonly duns: string | null;
  readonly name: string | null;
  readonly country: string | null;
  readonly managedByMicrosoft: boolean | null;
}

/** A row of a campaigns file. Budget in minor units of its currency. */
export interface CampaignRecord {
  readonly campaignId: string;
  readonly name: string;
  readonly channel: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly budgetMinor: number | null;
  readonly currency: string | null;
}

/** A row of a spend file: an entry of a ledger, in minor units; negative is a refund. */
export interface SpendRecord {
  readonly campaignId: string;
  readonly date: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly note: string | null;
}

/** A row of a rates file: US dollars for one unit of a currency in a month, as an exact decimal text. */
export interface RateRecord {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly currency: string;
  readonly usdPerUnit: string;
}

/** One record of a file, read and checked. `row` is what a spreadsheet shows (the header is row 1); for JSON the record's number from 1. */
export type ImportRecord =
  | { readonly is: 'sighting'; readonly row: number; readonly sighting: Sighting }
  | { readonly is: 'counterpart'; readonly row: number; readonly counterpart: CounterpartSighting }
  | { readonly is: 'left-out'; readonly row: number; readonly reason: 'marketplace-lead' }
  | { readonly is: 'solution'; readonly row: number; readonly solution: SolutionRecord }
  | { readonly is: 'customer'; readonly row: number; readonly customer: CustomerRecord }
  | { readonly is: 'campaign'; readonly row: number; readonly campaign: CampaignRecord }
  | { readonly is: 'spend'; readonly row: number; readonly spend: SpendRecord }
  | { readonly is: 'rate'; readonly row: number; readonly rate: RateRecord }
  /** A row that cannot go in; `rest` when nothing after it could be read either. */
  | { readonly is: 'reject'; readonly row: number; readonly problems: readonly Problem[]; readonly rest?: true };

/** What a reader needs to know beside the file itself. */
export interface ReadOptions {
  /** The kind, when told rather than recognised. */
  readonly as?: ImportKind;
  /** Epoch milliseconds that a file without times of its own is taken as of. */
  readonly takenAt: number;
  /** Whether `takenAt` was given by the user rather than being the time of the import. */
  readonly takenAtGiven: boolean;
  /** Organisation ids that are ours; when empty they are told apart by who invited whom. */
  readonly ownOrganisations: readonly string[];
}
