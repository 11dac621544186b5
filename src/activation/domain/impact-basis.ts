import { formatInstant } from '../../kernel/instants.js';

/** What an impact was computed from: with anything else it is stale. */
export interface ImpactBasis {
  /** SHA-256 (hex) of the draft's exact text. */
  readonly textSha256: string;
  /** The rules in force that it was compared with. */
  readonly ruleSetId: number;
  /** The last file that was taken into the book; 0 when there was none. */
  readonly lastImportId: number;
  /** The UTC day (`YYYY-MM-DD`) that open deals were judged on. */
  readonly asOf: string;
}

/** What is so now, in the same terms, with what can be told of it. */
export interface PresentBasis extends ImpactBasis {
  /** Who changed the rules last, and when (epoch ms). */
  readonly rulesChanged: { readonly by: string; readonly at: number };
  /** The name of the file that was taken in last; null when there is none. */
  readonly lastFile: string | null;
}

/** Why an impact does not hold any more; null when it does. A day or a file makes another book of the same deals. */
export function staleBecause(computed: ImpactBasis, now: PresentBasis): string | null {
  if (computed.textSha256 !== now.textSha256) {
    return 'The draft was edited after its impact was computed.';
  }
  if (computed.ruleSetId !== now.ruleSetId) {
    const { by, at } = now.rulesChanged;
    return `The rules in force were changed after the impact was computed, by ${by} at ${formatInstant(at)}.`;
  }
  if (computed.lastImportId !== now.lastImportId) {
    return `Files were imported after the impact was computed, the last of them ${String(now.lastFile)} (import ${now.lastImportId}).`;
  }
  if (computed.asOf !== now.asOf) {
    return `The impact was computed on ${computed.asOf}, and open deals are now judged as of ${now.asOf}.`;
  }
  return null;
}
