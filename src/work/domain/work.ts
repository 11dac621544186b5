import { DomainError } from '../../kernel/errors.js';

/** What can run for long and be cancelled; the last two at the terminal only. */
export const WORK_KINDS = ['import', 'evaluation', 'try-out', 'report'] as const;
type WorkKind = (typeof WORK_KINDS)[number];

/** Long work as it is begun. */
export interface WorkStart {
  readonly kind: WorkKind;
  /** The file that is imported or written; null for an evaluation. */
  readonly fileName: string | null;
  /** How long an imported file is, in bytes; else null. */
  readonly bytesTotal: number | null;
  /** What asked for it, such as `POST /api/v1/evaluations`. */
  readonly request: string;
  /** The `Idempotency-Key` of that request; null where it had none. */
  readonly idempotencyKey: string | null;
}

/** How far work is; null where it is not known yet or is not counted for this kind. */
export interface WorkProgress {
  /** Records read of a file. */
  readonly recordsRead: number | null;
  readonly bytesRead: number | null;
  readonly dealsJudged: number | null;
  readonly dealsTotal: number | null;
}

/** Who or what cancelled work, and when (epoch ms). */
export interface Cancellation {
  /** As it goes into a sentence: `Ada`, `Ctrl-C`, `the service, which is stopping`. */
  readonly by: string;
  readonly at: number;
}

/** Long work that runs now. */
export interface Work extends WorkStart, WorkProgress {
  readonly workId: string;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Null until somebody cancels it; it then ends within moments. */
  readonly cancelled: Cancellation | null;
}

/** Before work has told how far it is. */
export const NO_PROGRESS: WorkProgress = {
  recordsRead: null,
  bytesRead: null,
  dealsJudged: null,
  dealsTotal: null,
};

/**
 * Says that work was cancelled, by what, what the book holds of it now, and how to go on: `unavailable` when it was
 * because the service stops, else `cancelled`.
 */
export function cancelledError(work: Work, by: string, code: 'cancelled' | 'unavailable'): DomainError {
  const { what, state, remedy } = TOLD[work.kind](work);
  return new DomainError(code, `${what} was cancelled by ${by}.`, [{ message: state, remedy }]);
}

interface Told {
  readonly what: string;
  readonly state: string;
  readonly remedy: string;
}

const TOLD: Readonly<Record<WorkKind, (work: Work) => Told>> = {
  import: ({ fileName }) => ({
    what: `The import of ${fileName ?? 'a file'}`,
    state: 'Nothing of this file was taken in.',
    remedy: 'Import it again to take it in.',
  }),
  evaluation: ({ dealsJudged, dealsTotal }) => ({
    what: 'The evaluation',
    state:
      dealsTotal === null
        ? 'No deal was judged.'
        : `${grouped(dealsJudged ?? 0)} of ${grouped(dealsTotal)} deals are judged, and their verdicts stay.`,
    remedy: 'Evaluate again to go on.',
  }),
  'try-out': () => ({ what: 'The try-out', state: 'Nothing was recorded.', remedy: 'Try it out again.' }),
  report: ({ fileName }) => ({
    what: 'The report',
    state: `${fileName ?? 'The file'} was not written.`,
    remedy: 'Make it again.',
  }),
};

/** A count with commas between thousands, whatever the language of the machine. */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
