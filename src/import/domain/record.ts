import type { CounterpartSighting, Sighting } from '../../deals/domain/sighting.js';
import type { Problem } from '../../kernel/errors.js';
import type { CampaignRecord, SpendRecord } from '../../campaigns/domain/campaign-records.js';
import type { CustomerRecord, SolutionRecord } from '../../catalogues/domain/catalogue-records.js';
import type { MonthlyRate } from '../../rates/domain/rate-table.js';

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

/** One record of a file, read and checked. `row` is what a spreadsheet shows (the header is row 1); for JSON the record's number from 1. */
export type ImportRecord =
  | { readonly is: 'sighting'; readonly row: number; readonly sighting: Sighting }
  | { readonly is: 'counterpart'; readonly row: number; readonly counterpart: CounterpartSighting }
  | { readonly is: 'left-out'; readonly row: number; readonly reason: 'marketplace-lead' }
  | { readonly is: 'solution'; readonly row: number; readonly solution: SolutionRecord }
  | { readonly is: 'customer'; readonly row: number; readonly customer: CustomerRecord }
  | { readonly is: 'campaign'; readonly row: number; readonly campaign: CampaignRecord }
  | { readonly is: 'spend'; readonly row: number; readonly spend: SpendRecord }
  /** `column` is where the month stands. */
  | { readonly is: 'rate'; readonly row: number; readonly column: string; readonly rate: MonthlyRate }
  /** A row that cannot go in; `rest` when nothing after it could be read either. */
  | {
      readonly is: 'reject';
      readonly row: number;
      readonly problems: readonly Problem[];
      readonly rest?: true;
    };

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
  /** Told how many bytes of the file are read so far. */
  readonly onBytes?: (read: number) => void;
}
