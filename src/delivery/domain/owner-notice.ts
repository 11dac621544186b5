/** What the owner of a saved report is told of a run that failed for good. */
export interface OwnerNotice {
  readonly savedReport: string;
  /** Null where nobody is named, or whoever was is not there any more. */
  readonly ownerName: string | null;
  /** Null where no address is known; then nobody is written to. */
  readonly ownerEmail: string | null;
  readonly runId: string;
  /** The time of the schedule that the run was for, epoch milliseconds UTC; null where it was asked for. */
  readonly slot: number | null;
  readonly attempts: number;
  /** What failed, in words. */
  readonly error: string;
}
