/** A file that a run of a report made. */
export interface RunFile {
  /** The name it is shown and sent under. */
  readonly name: string;
  /** Where it lies, relative to the data folder. */
  readonly path: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** A figure that answers the question of a report. */
export interface RunFigure {
  /** As people read it: `Open value (USD)`, `1,250,000.00`. */
  readonly title: string;
  readonly value: string;
  /**
   * As programs read it, as in the manifest: `open_usd`, `1250000.00`, null where there is none. Both are absent in
   * deliveries that were noted by versions which kept neither.
   */
  readonly key?: string;
  readonly plain?: string | null;
}

/** A run of a saved report that is done, with what there is to deliver of it. */
export interface FinishedRun {
  readonly runId: string;
  readonly savedReport: string;
  readonly title: string;
  /** Epoch milliseconds UTC that the report speaks of. */
  readonly asOf: number;
  readonly files: readonly RunFile[];
  /** What lies beside the files and vouches for them. */
  readonly manifests: readonly RunFile[];
  /** Rows of the main table. */
  readonly rows: number;
  /** Absent in deliveries that were noted by versions which kept none. */
  readonly figures?: readonly RunFigure[];
  /** Whether the main table had no rows. */
  readonly empty: boolean;
  /** SHA-256 of what the report says, the moment it was made aside; hexadecimal. */
  readonly contentSha256: string;
}
