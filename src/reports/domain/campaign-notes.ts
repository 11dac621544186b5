import { oneOf } from '../../kernel/json/findings.js';
import type { CampaignQuestion } from './campaign-question.js';

/**
 * Why spend is for more than the deals of the report; null where it is for them alone. The ledger tells spend by
 * campaign, so where deals are narrowed by anything else no part of it is theirs.
 */
export function widerSpend({ filter }: CampaignQuestion): string | null {
  const respects = filter.besidesCampaign;
  return respects.length === 0 ? null : `the spend is not told by ${oneOf(respects)}`;
}

/** What a reader of the return on campaigns must know. */
export function campaignNotes(question: CampaignQuestion): readonly string[] {
  const { view, grouping } = question;
  return [
    view === 'cohort'
      ? 'Cohort view: all spend and all deals to date of each campaign that started in the period (of every campaign when no period is given).'
      : 'Cash view: spend by its date, wins by the date they were won and deals by the date they were created, all within the period.',
    ...returnNotes(question),
    'Spend is converted at the rate of the month it was incurred, won deals at the month they closed, open deals at the as-of day’s month.',
    ...(view === 'cash' && grouping === 'month'
      ? [
          'By month, spend stands in the month of its date, won value in that of the win and deals in that of their creation: what is won in a month is seldom won by the spend of the same month. The cohort view sets spend against what it brought.',
        ]
      : []),
  ];
}

function returnNotes({ filter }: CampaignQuestion): readonly string[] {
  const respects = filter.besidesCampaign;
  if (respects.length > 0) {
    return [
      `Deals are narrowed by ${respects.join(', ')}; spend is not, since the ledger tells it by campaign alone. What some deals brought against what all of them cost would mislead: the return, ROI, ROAS, cost per won deal and open value per unit of spend are left empty.`,
      'A won deal without a value, or whose value could not be converted, adds nothing to the won value; the notes list such deals.',
    ];
  }
  return [
    'ROI is (won value − spend) / spend: won value is revenue, not margin, and open deals are no return.',
    'A ratio is a ratio of sums. Where spend is missing, zero, negative or not converted the ratio is empty and the notes say why.',
    'A won deal without a value, or whose value could not be converted, adds nothing to the won value: ROI is then the least it can be, and the notes list such deals.',
  ];
}
