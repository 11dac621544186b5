import { formatInstant } from '../../kernel/instants.js';
import { type Delivery, type NewDelivery, type ReportContent } from './delivery.js';
import type { OwnerNotice } from './owner-notice.js';

/** The notice that a run failed for good. */
export function runNotice(notice: OwnerNotice, email: string, createdAt: number): NewDelivery {
  const { savedReport, slot, attempts, runId, error, ownerName } = notice;
  const when = slot === null ? 'that was asked for' : `of ${formatInstant(slot)}`;
  return {
    ...toOwner(notice.runId, savedReport, email, createdAt),
    purpose: 'run-notice',
    content: {
      is: 'notice',
      subject: `The report ${savedReport} could not be made`,
      lines: [
        `The run ${when} failed, and is not tried again after ${counted(attempts, 'attempt')}.`,
        `What failed: ${error}`,
        `Run ${runId}. ${ownerName ?? 'You'} answer${ownerName === null ? '' : 's'} for this report.`,
      ],
    },
  };
}

/** The notice that a delivery failed for good, to the owner of the report. */
export function deliveryNotice(
  { runId, savedReport, kind, recipient, attempt }: Delivery,
  { run, owner }: ReportContent,
  error: string,
  createdAt: number,
): NewDelivery | null {
  if (owner === null) return null;
  return {
    ...toOwner(runId, savedReport, owner.email, createdAt),
    purpose: 'delivery-notice',
    content: {
      is: 'notice',
      subject: `The report ${savedReport} could not be delivered`,
      lines: [
        `${run.title}, as of ${formatInstant(run.asOf)}, did not reach the ${kind} ${recipient}; it is not tried again after ${counted(attempt, 'attempt')}.`,
        `What failed: ${error}`,
        `Others of its recipients may not have got it either: dealproof deliveries list --run ${runId}`,
      ],
    },
  };
}

function toOwner(runId: string, savedReport: string, recipient: string, createdAt: number) {
  return {
    runId,
    savedReport,
    kind: 'email',
    recipient,
    onlyWhenChanged: false,
    state: 'waiting',
    error: null,
    createdAt,
  } as const;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
