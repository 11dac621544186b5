import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BookSteps, PARTS } from './book-steps.js';
import { type Home, postgresHome, sqliteHome } from './homes.js';
import { writeInput } from './input.js';
import { startOwnServer } from './own-server.js';
import { Ledger, messageOf } from './ledger.js';
import { hasTool } from './processes.js';
import { render } from './render.js';
import { reportOf, writeReport } from './report-file.js';
import { ENGINES, type Run } from './results.js';

/** Sizes that are run when none is given, and the one that `--huge` adds. */
const USUAL_SIZES = [100_000, 1_000_000];
const HUGE = 2_000_000;

/** What a deal takes on the disk at most, in all files and copies of books that are there at once. */
const BYTES_A_DEAL = 20_000;

/** Where the inputs and books go; git does not see it. */
const DATA = fileURLToPath(new URL('../../../bench/data', import.meta.url));

const USAGE = `npm run bench -- [--deals N]... [--huge] [--only NAME]... [--on ENGINE]... [--json FILE] [--postgres URL] [--keep]

Measures the built command line on made-up books, beside yardsticks on the same data, each step in a process of its own.
  --deals N       how many deals; may be given several times (default: ${USUAL_SIZES.join(', then ')})
  --huge          run ${HUGE} deals, too
  --only NAME     measure this part (${PARTS.join(', ')}) or this result
                  (evaluate.sqlite), with what it needs; may be given several times
  --on ENGINE     measure on this database only: ${ENGINES.join(' or ')}
  --json FILE     write the measurements to this file, too, after each step
  --postgres URL  measure on this PostgreSQL server, in databases that are made for it and dropped again;
                  else on a server that is started for it
  --keep          leave the inputs and books in ${DATA}
`;

const OPTIONS = {
  deals: { type: 'string', multiple: true },
  huge: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true },
  on: { type: 'string', multiple: true },
  json: { type: 'string' },
  postgres: { type: 'string' },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Set by Ctrl-C: the step at work ends, no other begins, and what was made is taken away. */
let stopped = false;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const wrong = (values.on ?? []).find((engine) => !ENGINES.some((one) => one === engine));
  if (wrong !== undefined)
    throw new Error(`There is no engine ${wrong}; there are ${ENGINES.join(' and ')}.`);
  const unknown = values.only?.find((name) => !isPart(name) && !/\.(sqlite|postgres|p99)$/.test(name));
  if (unknown !== undefined) {
    throw new Error(
      `Nothing is called ${unknown}; there are ${PARTS.join(', ')} and results like evaluate.sqlite.`,
    );
  }
  const sizes = [...(values.deals?.map(sizeOf) ?? USUAL_SIZES), ...(values.huge ? [HUGE] : [])];
  process.on('SIGINT', () => {
    stopped = true;
  });
  const runs: Run[] = [];
  for (const deals of sizes.toSorted((a, b) => a - b)) {
    if (stopped) break;
    const before = [...runs];
    await runSize(deals, values, async (run) => {
      runs.splice(0, runs.length, ...before, run);
      if (values.json !== undefined) await writeReport(values.json, reportOf(runs));
    });
  }
  console.log(render(reportOf(runs)));
  if (stopped || runs.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}

function isPart(name: string): boolean {
  return PARTS.some((part) => part === name);
}

function sizeOf(text: string): number {
  const deals = Number(text);
  if (Number.isSafeInteger(deals) && deals > 0) return deals;
  throw new Error(`--deals ${text} is no number of deals; write it like 100000.`);
}

/** Measures one size; `onProgress` is given what there is after each step. */
async function runSize(
  deals: number,
  { keep, only, on, postgres }: Options,
  onProgress: (run: Run) => Promise<void>,
): Promise<void> {
  const folder = join(DATA, String(deals));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    await requireSpace(deals);
    console.error(`Making up ${deals.toLocaleString('en-US')} deals …`);
    const input = await writeInput(join(folder, 'input'), deals);
    const ledger = new Ledger(deals, onProgress);
    const measureOn = async (home: Home): Promise<void> => {
      const steps = new BookSteps(home, deals, input, ledger.measure).list(await hasTool(home.tool));
      for (const { part, name, run } of steps) {
        if (stopped) return;
        const wanted = only === undefined || only.includes(part) || only.includes(name);
        if (wanted) await run().catch((error: unknown) => ledger.failed(name, error));
      }
    };
    if (on?.includes('sqlite') ?? true) await measureOn(sqliteHome(folder));
    if (on?.includes('postgres') ?? true) {
      await withPostgres(folder, postgres, measureOn).catch((error: unknown) =>
        ledger.failed('postgres', error),
      );
    }
    await onProgress(ledger.run());
  } finally {
    if (!keep) await rm(folder, { recursive: true });
  }
}

async function withPostgres(
  folder: string,
  url: string | undefined,
  work: (home: Home) => Promise<void>,
): Promise<void> {
  const own = url === undefined ? await startOwnServer(folder) : null;
  const home = postgresHome(folder, url ?? own?.url ?? '');
  try {
    await work(home);
  } finally {
    // The databases of one's own server go away with it.
    await (own === null ? home.removeAll() : own.stop());
  }
}

async function requireSpace(deals: number): Promise<void> {
  const { bavail, bsize } = await statfs(DATA);
  const [free, needed] = [bavail * bsize, deals * BYTES_A_DEAL];
  if (free >= needed) return;
  const inGb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new Error(`${inGb(needed)} may be needed in ${DATA}, and ${inGb(free)} are free.`);
}

try {
  await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
// A package that ends the server of its own with the process would otherwise end it with 0, whatever happened.
process.exit();
