import type { DeliveryTarget, Person, SavedReport } from '../../reports/domain/saved-report.js';
import type { DeliveryKind, NewDelivery } from './delivery.js';
import type { FinishedRun } from './finished-run.js';

interface Recipient {
  readonly kind: DeliveryKind;
  readonly recipient: string;
  readonly as: 'attachment' | 'link';
  readonly secret: string | null;
}

/** A delivery for each recipient of a saved report: each folder, each e-mail address and each webhook once. */
export function deliveriesOf(
  run: FinishedRun,
  saved: SavedReport,
  owner: Person | null,
  createdAt: number,
): readonly NewDelivery[] {
  const skipped = saved.skipWhenEmpty && run.empty;
  const recipients = new Map(
    saved.targets
      .flatMap(recipientsOf)
      .toReversed()
      .map((each) => [`${each.kind} ${each.recipient}`, each] as const),
  );
  return [...recipients.values()].toReversed().map(({ kind, recipient, as, secret }) => ({
    runId: run.runId,
    savedReport: run.savedReport,
    purpose: 'report',
    kind,
    recipient,
    content: {
      is: 'report',
      // Mails and webhooks are for people and programs that look at once; a folder is where files are verified later.
      run: kind === 'folder' ? { ...run, files: [...run.files, ...run.manifests] } : run,
      description: saved.description,
      options: saved.options,
      as,
      secret,
      owner: owner === null ? null : { name: owner.name, email: owner.email },
    },
    onlyWhenChanged: saved.onlyWhenChanged,
    state: skipped ? 'skipped' : 'waiting',
    error: skipped ? 'The report has no rows, and is not to be sent then (skipWhenEmpty).' : null,
    createdAt,
  }));
}

function recipientsOf(target: DeliveryTarget): readonly Recipient[] {
  switch (target.kind) {
    case 'folder':
      return [{ kind: 'folder', recipient: target.path, as: 'attachment', secret: null }];
    case 'email':
      return target.to.map((recipient) => ({ kind: 'email', recipient, as: target.as, secret: null }));
    case 'webhook':
      return [{ kind: 'webhook', recipient: target.url, as: 'link', secret: target.secret }];
  }
}
