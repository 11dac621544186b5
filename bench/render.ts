import type { BenchReport } from './results.js';
import { heldAgainstTargets } from './targets.js';

/** The targets and all measurements of a run as tables in Markdown. */
export function render(report: BenchReport): string {
  const { smaller, ...largest } = report;
  const runs = [...smaller, largest];
  const sizes = runs.map(({ deals }) => deals.toLocaleString('en-US'));
  const targets = heldAgainstTargets(report).map(({ what, demanded, found }) => [
    what,
    demanded,
    ...found.map((one) => (one === null ? '' : `${one.figure}${one.met ? '' : ' (missed)'}`)),
  ]);
  const results = runs.flatMap(({ deals, results: of }) =>
    of.map(({ name, seconds, cpuSeconds, rowsPerSecond, peakMb, ratios }) => [
      name,
      deals.toLocaleString('en-US'),
      seconds.toFixed(name.startsWith('pointRead') ? 3 : 1),
      cpuSeconds?.toFixed(1) ?? '',
      rowsPerSecond.toLocaleString('en-US'),
      peakMb?.toFixed(0) ?? '',
      Object.entries(ratios)
        .map(([ratio, value]) => `${ratio} ${value}`)
        .join(', '),
    ]),
  );
  const failures = runs.flatMap(({ failures: of }) =>
    of.map(({ name, message }) => `${name} FAILED: ${message}`),
  );
  return [
    table(['target', 'demanded', ...sizes.map((size) => `at ${size}`)], targets),
    table(['what', 'deals', 'seconds', 'CPU seconds', 'rows/s', 'peak MiB', 'ratios'], results),
    ...failures,
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) =>
    Math.max(3, cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  return [line(head, ' '), line([], '-'), ...rows.map((row) => line(row, ' '))].join('\n');
}
