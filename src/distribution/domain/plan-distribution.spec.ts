import { describe, expect, it } from '@jest/globals';
import { type FoundTable, planDistribution } from './plan-distribution.js';
import { type PlacedTable, TABLE_PLACEMENTS } from './table-placements.js';

const BOOK: readonly PlacedTable[] = [
  { table: 'deals', placement: { is: 'distributed', by: 'deal_id', beside: null } },
  { table: 'verdicts', placement: { is: 'distributed', by: 'deal_id', beside: 'deals' } },
  { table: 'rates', placement: { is: 'reference' } },
  { table: 'imports', placement: { is: 'local' } },
];

const local = (table: string): FoundTable => ({ table, is: 'local', by: null, colocation: null });
const spread = (table: string, by: string, colocation: number): FoundTable => ({
  table,
  is: 'distributed',
  by,
  colocation,
});
const UNTOUCHED = ['deals', 'verdicts', 'rates', 'imports'].map(local);

/** The plan for the untouched book but for some tables. */
function planWith(...others: readonly FoundTable[]) {
  const names = others.map(({ table }) => table);
  return planDistribution(BOOK, [...UNTOUCHED.filter(({ table }) => !names.includes(table)), ...others]);
}

const todo = (plan: ReturnType<typeof planWith>): readonly string[] =>
  plan.steps.filter((step) => step.todo).map(({ table }) => table);

describe('the plan to distribute a book', () => {
  it('moves all tables but the local ones', () => {
    const plan = planWith();
    expect(todo(plan)).toEqual(['deals', 'verdicts', 'rates']);
    expect(plan.problems).toEqual([]);
  });

  it('leaves out what is where it belongs', () => {
    const plan = planWith(spread('deals', 'deal_id', 7), {
      table: 'rates',
      is: 'reference',
      by: null,
      colocation: 1,
    });
    expect(todo(plan)).toEqual(['verdicts']);
    expect(plan.problems).toEqual([]);
    expect(todo(planWith(spread('deals', 'deal_id', 7), spread('verdicts', 'deal_id', 7)))).toEqual([
      'rates',
    ]);
  });

  it.each<[string, FoundTable[], string]>([
    ['is distributed by another column', [spread('deals', 'status', 7)], 'deals'],
    [
      'lies apart from what it belongs to',
      [spread('deals', 'deal_id', 7), spread('verdicts', 'deal_id', 8)],
      'verdicts',
    ],
    ['was distributed before what it belongs to', [spread('verdicts', 'deal_id', 8)], 'verdicts'],
    ['is spread and should be whole', [spread('rates', 'month', 7)], 'rates'],
    ['is spread and should stay', [spread('imports', 'import_id', 7)], 'imports'],
  ])('refuses a table that %s', (_, found, table) => {
    const { problems } = planWith(...found);
    expect(problems.map(({ value }) => value)).toEqual([table]);
    expect(problems[0]?.remedy).toContain(`undistribute_table('${table}')`);
  });

  it('misses a table that is gone', () => {
    const { problems } = planDistribution(BOOK, UNTOUCHED.slice(1));
    expect(problems.map(({ value }) => value)).toEqual(['deals']);
  });

  it('comes to tables only after those that they lie beside', () => {
    const order = TABLE_PLACEMENTS.map(({ table }) => table);
    expect(new Set(order).size).toBe(order.length);
    const tooEarly = TABLE_PLACEMENTS.filter(
      ({ table, placement }) =>
        placement.is === 'distributed' &&
        placement.beside !== null &&
        order.indexOf(placement.beside) >= order.indexOf(table),
    );
    expect(tooEarly).toEqual([]);
  });
});
