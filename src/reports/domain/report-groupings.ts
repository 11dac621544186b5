import type { Problem } from '../../kernel/errors.js';
import { nearest } from '../../kernel/nearest.js';
import { CAMPAIGN_GROUPINGS } from './campaign-groups.js';
import { DEAL_GROUPINGS } from './deal-grouping.js';
import type { ReportName } from './report-definition.js';

/** What a report can be grouped by, and whether by one within another. */
interface ReportGroupings {
  readonly choices: readonly string[];
  readonly pairs: boolean;
}

/** What each report can be grouped by. */
export const REPORT_GROUPINGS: Readonly<Record<ReportName, ReportGroupings>> = {
  pipeline: { choices: DEAL_GROUPINGS, pairs: true },
  'campaign-roi': { choices: CAMPAIGN_GROUPINGS, pairs: false },
  conversion: {
    choices: ['type', 'direction', 'location', 'solution', 'campaign', 'country', 'organisation'],
    pairs: false,
  },
  'registration-audit': {
    choices: ['type', 'direction', 'location', 'campaign', 'country', 'organisation'],
    pairs: false,
  },
};

/** What is wrong with the groupings asked of a report; null where nothing is. */
export function groupingProblem(report: ReportName, by: readonly string[]): Problem | null {
  const { choices, pairs } = REPORT_GROUPINGS[report];
  const unknown = by.find((each) => !choices.includes(each));
  const fits = by.length === 1 || (pairs && by.length === 2 && by[0] !== by[1]);
  if (unknown === undefined && fits) return null;
  const which = by.length === 1 || pairs ? 'one' : 'a single one';
  const near = unknown === undefined ? undefined : nearest(unknown, choices);
  return {
    path: 'by',
    value: by.join(','),
    message: `must be ${which} of ${choices.join(', ')}${pairs ? ', or two different ones with a comma' : ''}`,
    remedy:
      near === undefined
        ? `Choose one of ${choices.join(', ')}.`
        : `Did you mean ${by.map((each) => (each === unknown ? near : each)).join(',')}?`,
  };
}
