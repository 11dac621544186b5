import { mkdir, rm, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { DEMO_AS_OF, DEMO_TAKEN_AT } from '../src/demo/domain/calendar.js';
import { DomainError, formatProblem } from '../src/kernel/errors.js';
import { formatInstant } from '../src/kernel/instants.js';
import { writeInput } from './input.js';
import type { BenchInput } from './input.js';
import { measure, measureSealing } from './measure.js';
import type { Measured } from './measure.js';
import { withOwnDatabase } from './own-database.js';

/** Sizes that are run when none is given. */
const USUAL_SIZES = [100_000, 1_000_000];

const REPORTS = ['pipeline', 'campaign-roi', 'conversion', 'registration-audit'];

/** The report with a row for every won deal, and so the one whose files are large. */
const LARGEST_REPORT = 'registration-audit';

/** Where the inputs and books go; git does not see it. */
const DATA = fileURLToPath(new URL('../../../bench/data', import.meta.url));

/** All measurements of one size, as `--json` writes them: one of these for one size, else a list. */
interface Run {
  readonly deals: number;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly results: readonly Measured[];
}

const USAGE = `npm run bench -- [--deals N]... [--json FILE] [--keep]

Measures the built command line on made-up books, each step in a process of its own.
  --deals N    how many deals; may be given several times (default: ${USUAL_SIZES.join(', then ')})
  --json FILE  write the measurements to this file too
  --keep       leave the inputs and books in ${DATA}
  --postgres URL  measure sealing also on this PostgreSQL server, in a database that is made for it and dropped again
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      deals: { type: 'string', multiple: true },
      json: { type: 'string' },
      keep: { type: 'boolean', default: false },
      postgres: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const runs: Run[] = [];
  for (const deals of values.deals?.map(Number) ?? USUAL_SIZES) {
    runs.push({ deals, machine: machine(), results: await runSize(deals, values) });
    console.log(render(runs.slice(-1)));
  }
  if (values.json !== undefined) {
    const [only, ...more] = runs;
    await writeFile(values.json, `${JSON.stringify(more.length === 0 ? only : runs, null, 2)}\n`);
  }
}

async function runSize(
  deals: number,
  { keep, postgres }: { readonly keep: boolean; readonly postgres?: string | undefined },
): Promise<readonly Measured[]> {
  const folder = join(DATA, String(deals));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    console.error(`Making up ${deals.toLocaleString('en-US')} deals …`);
    const input = await writeInput(join(folder, 'input'), deals);
    return [...(await runSteps(deals, folder, input)), ...(await runSealing(deals, folder, postgres))];
  } finally {
    if (!keep) await rm(folder, { recursive: true });
  }
}

async function runSteps(deals: number, folder: string, input: BenchInput): Promise<readonly Measured[]> {
  const data = ['--data', join(folder, 'book')];
  const asOf = ['--as-of', DEMO_AS_OF];
  const takenAt = ['--taken-at', formatInstant(DEMO_TAKEN_AT)];
  const results: Measured[] = [];
  const step = async (name: string, ...args: readonly string[]): Promise<void> => {
    console.error(`${name} …`);
    results.push(await measure(name, deals, folder, [...args, ...data]));
  };
  await measure('catalogues', 0, folder, ['import', ...input.catalogues, ...data]);
  await step('import.sqlite', 'import', input.bulk, ...takenAt);
  await step('import.deals.sqlite', 'import', input.deals);
  await step('evaluate.sqlite', 'evaluate', ...asOf);
  await step('evaluate.unchanged.sqlite', 'evaluate', ...asOf);
  await step('decisions.verify.sqlite', 'decisions', 'verify');
  for (const report of REPORTS) {
    const out = join(folder, `${report}.json`);
    await step(`report.${report}.sqlite`, 'report', report, ...asOf, '--format', 'json', '--out', out);
  }
  for (const format of ['csv', 'xlsx']) {
    const out = join(folder, `${LARGEST_REPORT}.${format}`);
    const name = `report.${LARGEST_REPORT}.${format}.sqlite`;
    await step(name, 'report', LARGEST_REPORT, ...asOf, '--format', format, '--out', out);
  }
  return results;
}

/** Seals as many decisions as there are deals, all at once. */
async function runSealing(
  deals: number,
  folder: string,
  postgres: string | undefined,
): Promise<readonly Measured[]> {
  console.error('seal …');
  const sqlite = await measureSealing('seal.sqlite', deals, folder, null);
  if (postgres === undefined) return [sqlite];
  const measured = await withOwnDatabase(postgres, (url) =>
    measureSealing('seal.postgres', deals, folder, url),
  );
  return [sqlite, measured];
}

function machine(): Run['machine'] {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.version,
  };
}

function render(runs: readonly Run[]): string {
  const table = new Table({
    head: ['deals', 'step', 'seconds', 'rows a second', 'peak MiB'],
    colAligns: ['right', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { deals, results } of runs) {
    for (const { name, seconds, rowsPerSecond, peakMb } of results) {
      table.push([
        deals.toLocaleString('en-US'),
        name,
        seconds.toFixed(2),
        rowsPerSecond.toLocaleString('en-US'),
        peakMb.toFixed(1),
      ]);
    }
  }
  return table.toString();
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof DomainError)
    for (const problem of error.problems) console.error(formatProblem(problem));
  process.exitCode = 1;
}
