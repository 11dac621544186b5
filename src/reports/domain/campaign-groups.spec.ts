import { describe, expect, it } from '@jest/globals';
import { RateTable } from '../../rates/domain/rate-table.js';
import { Calendar } from './calendar.js';
import { CampaignGroups } from './campaign-groups.js';
import { CampaignResults } from './campaign-results.js';
import { DisplayCurrency } from './display-currency.js';

function monthsShown(...told: readonly string[]): readonly unknown[] {
  const make = () => new CampaignResults(new Calendar('UTC'), null);
  const groups = new CampaignGroups('month', make);
  for (const name of told) groups.of({ name, rank: 0 });
  const dollars = new DisplayCurrency(new RateTable(null, []), 'USD');
  const { rows } = groups.table(make(), dollars);
  return Array.isArray(rows) ? rows.map(([month]) => month) : [];
}

describe('campaigns by month', () => {
  it('shows the months between, of which nothing is told', () => {
    expect(monthsShown('2021-02', '2020-11')).toEqual(['2020-11', '2020-12', '2021-01', '2021-02']);
  });

  it('makes no millennium of a date that somebody mistyped, or that stands for never', () => {
    expect(monthsShown('0021-03', '2021-03', '2021-04', '9999-12')).toEqual([
      '0021-03',
      '2021-03',
      '2021-04',
      '9999-12',
    ]);
    expect(monthsShown('9999-11', '9999-12')).toEqual(['9999-11', '9999-12']);
  });

  it('shows at most ten years without anything', () => {
    expect(monthsShown('2011-01', '2021-01')).toHaveLength(121);
    expect(monthsShown('2010-12', '2021-01')).toHaveLength(2);
  });
});
