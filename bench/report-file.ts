import { rename, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { type BenchReport, growthOf, type Run } from './results.js';

/** The report of runs, the smallest first. */
export function reportOf(runs: readonly Run[]): BenchReport {
  const largest = runs.at(-1) ?? { deals: 0, results: [], failures: [] };
  return { ...largest, machine: machine(), growth: growthOf(runs), smaller: runs.slice(0, -1) };
}

/** Writes the report so that a file cut short never stands in its place. */
export async function writeReport(file: string, report: BenchReport): Promise<void> {
  await writeFile(`${file}.part`, `${JSON.stringify(report, null, 2)}\n`);
  await rename(`${file}.part`, file);
}

function machine(): BenchReport['machine'] {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.version,
  };
}
