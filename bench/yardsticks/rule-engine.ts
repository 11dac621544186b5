import { Engine } from 'json-rules-engine';
import type { BulkColumn, Cell } from '../../src/database/dialect.js';
import type { Condition, Policy } from '../../src/policies/domain/policy.js';
import { type PlainFacts, plainFacts } from './plain-facts.js';
import { noteEvaluation, VERDICT_COLUMNS, withOwnBook } from './own-book.js';

/** Deals read, judged and written at a time. */
const PAGE = 10_000;

const HOUR_MS = 3_600_000;

const TEXT = ['deal_id', 'policy', 'policy_version', 'policy_hash', 'outcome', 'cause'];

const COLUMNS: readonly BulkColumn[] = `${VERDICT_COLUMNS}, cause, seal_id`.split(/,\s+/).map((name) => ({
  name,
  type: TEXT.includes(name) ? 'text' : 'integer',
}));

/** A version with the engine that judges by it: the rules are given to it once, as its manual says. */
interface Prepared {
  readonly policy: Policy;
  readonly engine: Engine;
  /** The facts that each criterion asks for, in the order of the criteria. */
  readonly asked: readonly (readonly string[])[];
}

/**
 * Judges the book the usual way: deals are read page by page in the order of their key, each is run through
 * json-rules-engine with the conditions of the rule files, and the verdicts of a page are written in two statements.
 * The third argument of the process is how many deals to judge, the first ones; it prints how long that took without
 * the start.
 */
await withOwnBook(async ({ database, asOf, versions, others }) => {
  const limit = Number(others[0]);
  const prepared = versions.map(prepare);
  const started = performance.now();
  await noteEvaluation(database, asOf);
  const page = `${plainFacts(database.engine, 'where d.deal_id > ?')} order by d.deal_id limit ?`;
  let [after, judged] = ['', 0];
  while (judged < limit) {
    const wanted = Math.min(PAGE, limit - judged);
    const deals = await database.rows<PlainFacts>(database.reader, page, [asOf, after, wanted]);
    const last = deals.at(-1);
    if (last === undefined) break;
    const rows: (readonly Cell[])[] = [];
    for (const deal of deals) rows.push(await judge(prepared, deal));
    await database.transaction(async () => {
      await database.insertRows('decisions', COLUMNS, rows);
      await database.insertRows(
        'verdicts',
        COLUMNS.slice(0, -2),
        rows.map((row) => row.slice(0, -2)),
      );
    });
    judged += deals.length;
    after = last.deal_id;
  }
  process.stdout.write(JSON.stringify({ judged, seconds: (performance.now() - started) / 1000 }));
});

function prepare(policy: Policy): Prepared {
  const engine = new Engine([], { allowUndefinedFacts: true });
  // Its own would hold for a fact that is missing.
  engine.addOperator('notEqual', (fact: unknown, value: unknown) => fact !== undefined && fact !== value);
  for (const { id, conditions } of policy.criteria) {
    const root = 'fact' in conditions ? { all: [conditions] } : conditions;
    engine.addRule({ name: id, conditions: Object(root), event: { type: id } });
  }
  return { policy, engine, asked: policy.criteria.map(({ conditions }) => factsOf(conditions)) };
}

/** The row of a decision on a deal. */
async function judge(prepared: readonly Prepared[], deal: PlainFacts): Promise<readonly Cell[]> {
  const inForce = prepared.findLast(({ policy }) => policy.effective.from <= deal.day);
  const { passMask, failMask } = inForce === undefined ? NO_RESULTS : await masks(inForce, deal);
  const { version = null, hash = null } = inForce?.policy ?? {};
  const outcome = outcomeOf(inForce?.policy ?? null, deal.status, passMask, failMask);
  const verdict = [
    deal.deal_id,
    1,
    deal.version,
    'deal-registration',
    version,
    hash,
    passMask,
    failMask,
    outcome,
  ];
  return [...verdict, null, Date.now(), 1, 'first', 1];
}

const NO_RESULTS = { passMask: 0, failMask: 0 };

async function masks({ policy, engine, asked }: Prepared, deal: PlainFacts): Promise<typeof NO_RESULTS> {
  const facts = known({
    status: deal.status,
    dealType: deal.deal_type,
    microsoftStatus: deal.microsoft_status,
    microsoftInvited: deal.microsoft_invited === null ? null : deal.microsoft_invited === 1,
    hasIncentiveEligibleSolution: deal.eligible_solution === null ? null : deal.eligible_solution === 1,
    hoursFromCreationToWon: deal.gap_ms === null ? null : deal.gap_ms / HOUR_MS,
  });
  const { results } = await engine.run(facts);
  const passed = new Set(results.map(({ name }) => name));
  let [passMask, failMask] = [0, 0];
  for (const [bit, { id }] of policy.criteria.entries()) {
    if (passed.has(id)) passMask += 2 ** bit;
    // Enough for one comparison, and for several of which any will do.
    else if (asked[bit]?.every((fact) => fact in facts)) failMask += 2 ** bit;
  }
  return { passMask, failMask };
}

function known(facts: Readonly<Record<string, string | number | boolean | null>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}

function factsOf(condition: Condition): readonly string[] {
  if ('fact' in condition) return [condition.fact];
  if ('any' in condition) return condition.any.flatMap(factsOf);
  throw new Error(
    'This yardstick knows the shipped rules only: comparisons, and several of which any will do.',
  );
}

function outcomeOf(policy: Policy | null, status: string, passMask: number, failMask: number): string {
  if (status === 'received' || status === 'active') return 'pending';
  const failed = policy?.criteria.filter((_, bit) => Math.floor(failMask / 2 ** bit) % 2 === 1) ?? [];
  if (status !== 'won' || failed.some(({ onFail }) => onFail === 'ineligible')) return 'ineligible';
  if (policy === null || passMask + failMask !== 2 ** policy.criteria.length - 1) return 'undetermined';
  return failed.length > 0 ? 'at-risk' : 'eligible';
}
