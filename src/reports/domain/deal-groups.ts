import { compareKeys, type Grouping, type GroupKey, type SolutionOnDeal } from './deal-grouping.js';
import type { Cell, Row } from './report.js';
import type { ReportedDeal } from './reported-deal.js';

/** What is summed up of the deals of each group. */
export class DealGroups<T> {
  private readonly groups = new Map<GroupKey, T>();

  constructor(
    readonly grouping: Grouping,
    private readonly make: () => T,
  ) {
    for (const key of grouping.always) this.groups.set(key, make());
  }

  /** What is summed up of the groups that a deal is in; made where it is the first. */
  of(deal: ReportedDeal, solutions: readonly SolutionOnDeal[] | null): readonly T[] {
    return this.grouping.keysOf(deal, solutions).map((key) => {
      const known = this.groups.get(key);
      if (known !== undefined) return known;
      const group = this.make();
      this.groups.set(key, group);
      return group;
    });
  }

  /** A row for each group, in order: what names it, and its cells. */
  rows(cellsOf: (group: T) => readonly Cell[]): Row[] {
    return [...this.groups]
      .toSorted(([a], [b]) => compareKeys(this.grouping, a, b))
      .map(([key, group]) => [...this.grouping.cellsOf(key), ...cellsOf(group)]);
  }

  /** The last line of a table of groups. */
  totals(cells: readonly Cell[]): Row {
    const { columns } = this.grouping;
    return [...columns.map((_, index) => (index === columns.length - 1 ? 'Total' : null)), ...cells];
  }
}
