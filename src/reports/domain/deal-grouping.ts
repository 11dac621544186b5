import { compareText } from '../../kernel/text.js';
import type { Cell, Column } from './report.js';
import type { DealText, ReportedDeal } from './reported-deal.js';
import { STAGES, stageOf } from './stages.js';

/** What deals can be grouped by. */
export const DEAL_GROUPINGS = [
  'stage',
  'type',
  'direction',
  'close-month',
  'location',
  'solution',
  'campaign',
  'country',
  'organisation',
] as const;
export type DealGrouping = (typeof DEAL_GROUPINGS)[number];

/** A solution on a deal. */
export interface SolutionOnDeal {
  readonly solutionId: string;
  readonly name: string | null;
}

/** A group of deals; null is the group of those of which it is not known. */
export type GroupKey = string | null;

/** How deals are told apart by one grouping, and how a group is named. */
export interface Grouping {
  /** The columns that name a group; the last of them is text. */
  readonly columns: readonly Column[];
  /** The texts of a deal that tell them apart. */
  readonly texts: readonly DealText[];
  /** Whether the solutions of a deal tell them apart. */
  readonly bySolutions: boolean;
  /** Groups that are shown even when no deal is in them, in order. */
  readonly always: readonly string[];
  /** False where one deal can be in several groups. */
  readonly additive: boolean;
  keysOf(deal: ReportedDeal, solutions: readonly SolutionOnDeal[] | null): readonly GroupKey[];
  cellsOf(key: GroupKey): readonly Cell[];
  compare(a: string, b: string): number;
}

const NOT_KNOWN = '(not known)';
const NO_SOLUTION = '(no solution)';

/** The rules of a grouping. `names` gives the catalogue's names of solutions. */
export function groupingOf(by: DealGrouping, names: ReadonlyMap<string, string>): Grouping {
  if (by === 'stage') return byStage;
  if (by === 'solution') return bySolution(names);
  return byText(by);
}

/** A grouping within the groups of another. Only those pairs are groups that some deal is in. */
export function within(outer: Grouping, inner: Grouping): Grouping {
  const pairs = new Map<string, readonly [GroupKey, GroupKey]>();
  const pairOf = (key: GroupKey): readonly [GroupKey, GroupKey] => pairs.get(key ?? '') ?? [null, null];
  return {
    columns: [...outer.columns, ...inner.columns],
    texts: [...outer.texts, ...inner.texts],
    bySolutions: outer.bySolutions || inner.bySolutions,
    always: [],
    additive: outer.additive && inner.additive,
    keysOf: (deal, solutions) => {
      const keys = inner.keysOf(deal, solutions);
      return outer.keysOf(deal, solutions).flatMap((first) =>
        keys.map((second) => {
          const key = JSON.stringify([first, second]);
          if (!pairs.has(key)) pairs.set(key, [first, second]);
          return key;
        }),
      );
    },
    cellsOf: (key) => {
      const [first, second] = pairOf(key);
      return [...outer.cellsOf(first), ...inner.cellsOf(second)];
    },
    compare: (a, b) => {
      const [[first, second], [third, fourth]] = [pairOf(a), pairOf(b)];
      return compareKeys(outer, first, third) || compareKeys(inner, second, fourth);
    },
  };
}

/** The order of two groups of a grouping: those of which it is not known come last. */
export function compareKeys(grouping: Grouping, a: GroupKey, b: GroupKey): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return grouping.compare(a, b);
}

const byStage: Grouping = {
  columns: [
    { key: 'stage_percent', title: 'Stage %', type: 'integer' },
    { key: 'stage', title: 'Stage', type: 'text' },
  ],
  texts: [],
  bySolutions: false,
  always: STAGES.filter((stage) => stage.percent < 100).map((stage) => String(stage.percent)),
  additive: true,
  keysOf: (deal) => {
    const stage = stageOf(deal.stagePercent);
    return [stage === null ? null : String(stage.percent)];
  },
  cellsOf: (key) => {
    const stage = stageOf(key === null ? null : Number(key));
    return stage === null ? [null, NOT_KNOWN] : [stage.percent, stage.title];
  },
  compare: (a, b) => Number(a) - Number(b),
};

const TEXT_GROUPINGS = {
  type: { title: 'Deal type', texts: [], key: (deal: ReportedDeal) => deal.dealType },
  direction: { title: 'Direction', texts: [], key: (deal: ReportedDeal) => deal.direction },
  'close-month': {
    title: 'Month of estimated close',
    texts: [],
    key: (deal: ReportedDeal) => deal.estimatedCloseDate?.slice(0, 7) ?? null,
  },
  location: { title: 'Location', texts: ['location'], key: (deal: ReportedDeal) => deal.location },
  campaign: { title: 'Campaign id', texts: ['campaignId'], key: (deal: ReportedDeal) => deal.campaignId },
  country: { title: 'Country', texts: ['country'], key: (deal: ReportedDeal) => deal.country },
  organisation: {
    title: 'Organisation',
    texts: ['organisationId'],
    key: (deal: ReportedDeal) => deal.organisationId,
  },
} as const;

function byText(by: keyof typeof TEXT_GROUPINGS): Grouping {
  const { title, texts, key } = TEXT_GROUPINGS[by];
  return {
    columns: [{ key: by.replace('-', '_'), title, type: 'text' }],
    texts,
    bySolutions: false,
    always: [],
    additive: true,
    keysOf: (deal) => [key(deal)],
    cellsOf: (group) => [group ?? NOT_KNOWN],
    compare: compareText,
  };
}

function bySolution(names: ReadonlyMap<string, string>): Grouping {
  const seen = new Map(names);
  return {
    columns: [
      { key: 'solution_id', title: 'Solution id', type: 'text' },
      { key: 'solution', title: 'Solution', type: 'text' },
    ],
    texts: [],
    bySolutions: true,
    always: [],
    additive: false,
    keysOf: (_deal, solutions) => {
      if (solutions === null) return [null];
      for (const { solutionId, name } of solutions) {
        if (name !== null && !seen.has(solutionId)) seen.set(solutionId, name);
      }
      return solutions.length === 0 ? [''] : [...new Set(solutions.map((solution) => solution.solutionId))];
    },
    cellsOf: (key) => {
      if (key === null) return [null, NOT_KNOWN];
      return key === '' ? [null, NO_SOLUTION] : [key, seen.get(key) ?? null];
    },
    compare: compareText,
  };
}
