/** By which way something was taken: an answer over HTTP, a command, or a delivery. */
export const EXPORT_WAYS = ['download', 'cli', 'delivery'] as const;
type ExportWay = (typeof EXPORT_WAYS)[number];

/** Something that left the book: who took what, when, and how much of it. */
export interface ExportEntry {
  /** Who took it: a name, a user of the operating system, an address of the network or of a recipient. */
  readonly who: string;
  /** What was taken, such as the name of a report. */
  readonly what: string;
  /** The run that made it; null where it was made for the asking. */
  readonly runId: string | null;
  /** Names of the files; none where it was no file. */
  readonly files: readonly string[];
  /** Rows of the main table; null where that is not known. */
  readonly rows: number | null;
  readonly bytes: number;
  readonly how: ExportWay;
  /** Whether all of it was taken; false where whoever asked broke off. */
  readonly complete: boolean;
}

/** An entry as the log keeps it. */
export interface KeptExport extends ExportEntry {
  readonly exportId: number;
  /** Epoch milliseconds UTC. */
  readonly at: number;
}
