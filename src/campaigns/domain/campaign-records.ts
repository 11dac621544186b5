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
