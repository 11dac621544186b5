import { formatInstant } from '../../kernel/instants.js';
import { deliveredName } from './delivered-name.js';
import { type Delivery, type ReportContent } from './delivery.js';

/**
 * What a webhook is told of a run: which report, of when, and its files by name, size and digest, with a link to each
 * where the configuration allows links.
 * @param links addresses of the files in their order; null where there are none.
 * @param expiresAt when the links expire, epoch ms.
 */
export function webhookMessage(
  delivery: Delivery,
  { run, description }: ReportContent,
  links: readonly (string | null)[],
  expiresAt: number,
): string {
  const linked = links.some((link) => link !== null);
  return JSON.stringify({
    deliveryId: delivery.key,
    savedReport: run.savedReport,
    title: run.title,
    description,
    runId: run.runId,
    asOf: formatInstant(run.asOf),
    rows: run.rows,
    contentSha256: run.contentSha256,
    linksExpireAt: linked ? formatInstant(expiresAt) : null,
    files: run.files.map((file, index) => ({
      name: deliveredName(file.name, run.asOf),
      mediaType: file.mediaType,
      bytes: file.bytes,
      sha256: file.sha256,
      url: links[index] ?? null,
    })),
  });
}
