import { formatInstant } from '../../kernel/instants.js';
import { deliveredName } from './delivered-name.js';
import type { Delivery, ReportContent } from './delivery.js';
import type { FinishedRun } from './finished-run.js';

/**
 * What a webhook is told of a run: which report, of when, its key figures, and its files by name, size and digest, with
 * a link to each where the configuration allows links.
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
    figures: toldFigures(run),
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

/** For programs and for people; null where the run was noted by a version that did not keep them for programs. */
function toldFigures({ figures }: FinishedRun) {
  if (figures === undefined || figures.some(({ key }) => key === undefined)) return null;
  return figures.map(({ key, title, value, plain = null }) => ({ key, title, value: plain, shown: value }));
}
