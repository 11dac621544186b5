/** What can move a verdict: the deal, the rules, the exchange rates, solutions and customers, the day of evaluation. */
export const DIMENSIONS = ['data', 'policy', 'rate', 'catalogue', 'day'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** One of the things that moved a verdict. */
export interface Cause {
  readonly cause: Dimension;
  /** This change alone gives the new verdict. */
  readonly suffices: boolean;
  /** All other changes without this one do not give it. */
  readonly necessary: boolean;
}

/** Judges with the named dimensions in their new state and all others in their old one. */
export type JudgeMoved<Verdict> = (moved: ReadonlySet<Dimension>) => Promise<Verdict>;

/**
 * Why a verdict is another one, by judging the mixed states: a dimension is a cause when it belongs to a smallest set
 * of changes that gives the new verdict, or when the new verdict is not reached without it. Without a difference there
 * is no cause; with one there is always one.
 * @param moved the dimensions whose state differs, each once.
 * @returns in the order of `DIMENSIONS`.
 */
export async function attribute<Verdict>(
  moved: readonly Dimension[],
  judge: JudgeMoved<Verdict>,
  same: (a: Verdict, b: Verdict) => boolean,
): Promise<readonly Cause[]> {
  const now = await judge(new Set(moved));
  const reaches = async (set: ReadonlySet<Dimension>): Promise<boolean> => same(await judge(set), now);
  const smallest: ReadonlySet<Dimension>[] = [];
  for (const set of subsetsBySize(moved)) {
    if (smallest.some((part) => [...part].every((dimension) => set.has(dimension)))) continue;
    if (await reaches(set)) smallest.push(set);
  }
  if (smallest.some((set) => set.size === 0)) return [];
  const causes: Cause[] = [];
  for (const cause of DIMENSIONS.filter((dimension) => moved.includes(dimension))) {
    const necessary = !(await reaches(new Set(moved.filter((dimension) => dimension !== cause))));
    const suffices = smallest.some((set) => set.size === 1 && set.has(cause));
    if (necessary || smallest.some((set) => set.has(cause))) causes.push({ cause, suffices, necessary });
  }
  return causes;
}

/** All sets of some dimensions, the smaller ones first; at most 32. */
function subsetsBySize(dimensions: readonly Dimension[]): readonly ReadonlySet<Dimension>[] {
  let subsets: Dimension[][] = [[]];
  for (const dimension of dimensions) subsets = [...subsets, ...subsets.map((set) => [...set, dimension])];
  return subsets.toSorted((a, b) => a.length - b.length).map((set) => new Set(set));
}
