import { compareText } from '../../kernel/text.js';
import type { Cell, Column } from './report.js';
import type { DealText, ReportedDeal } from './reported-deal.js';
import { STAGES, stageOf } from './stages.js';

/** What the open deals can be grouped by. */
export const PIPELINE_GROUPINGS = [
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
export type PipelineGrouping = (typeof PIPELINE_GROUPINGS)[number];

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
  /** The text of a deal that tells them apart; null where it is none of those. */
  readonly text: DealText | null;
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
export function groupingOf(by: PipelineGrouping, names: ReadonlyMap<string, string>): Grouping {
  if (by === 'stage') return byStage;
  if (by === 'solution') return bySolution(names);
  return byText(by);
}

const byStage: Grouping = {
  columns: [
    { key: 'stage_percent', title: 'Stage %', type: 'integer' },
    { key: 'stage', title: 'Stage', type: 'text' },
  ],
  text: null,
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
  type: { title: 'Deal type', text: null, key: (deal: ReportedDeal) => deal.dealType },
  direction: { title: 'Direction', text: null, key: (deal: ReportedDeal) => deal.direction },
  'close-month': {
    title: 'Month of estimated close',
    text: null,
    key: (deal: ReportedDeal) => deal.estimatedCloseDate?.slice(0, 7) ?? null,
  },
  location: { title: 'Location', text: 'location', key: (deal: ReportedDeal) => deal.location },
  campaign: { title: 'Campaign id', text: 'campaignId', key: (deal: ReportedDeal) => deal.campaignId },
  country: { title: 'Country', text: 'country', key: (deal: ReportedDeal) => deal.country },
  organisation: {
    title: 'Organisation',
    text: 'organisationId',
    key: (deal: ReportedDeal) => deal.organisationId,
  },
} as const;

function byText(by: keyof typeof TEXT_GROUPINGS): Grouping {
  const { title, text, key } = TEXT_GROUPINGS[by];
  return {
    columns: [{ key: by.replace('-', '_'), title, type: 'text' }],
    text,
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
    text: null,
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
