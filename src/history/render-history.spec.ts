import { describe, expect, it } from '@jest/globals';
import { sighting } from '../../test/support/sightings.js';
import { dealHistory } from '../deals/domain/deal-history.js';
import type { Sighting } from '../deals/domain/sighting.js';
import { renderHistory } from './render-history.js';

const DAY = (day: number): number => Date.UTC(2021, 5, day);

function valuesTold(...told: readonly Sighting['fields'][]): readonly string[] {
  const sightings = told.map((fields, index) => ({
    ...sighting({ status: 'active', ...fields }, { asOf: DAY(index + 1) }),
    importId: index + 1,
    recordedAt: DAY(index + 1),
  }));
  const changes = dealHistory({ sightings, counterparts: [], kinds: [] });
  const lines = renderHistory({ dealId: 'd1', changes, decisions: [] }).split('\n');
  return lines.filter((line) => /value|currency/i.test(line));
}

describe('a history for a person', () => {
  it('tells money as an amount with its currency, also where only one of them changed', () => {
    expect(
      valuesTold(
        { valueMinor: 366_000, currency: 'USD' },
        { valueMinor: 366_000, currency: 'EUR' },
        { valueMinor: 400_050, currency: 'EUR' },
        { valueMinor: 400_050, currency: 'JPY' },
      ),
    ).toEqual([
      '    value: 3660.00 USD',
      '    value: 3660.00 USD → 3660.00 EUR',
      '    value: 3660.00 EUR → 4000.50 EUR',
      '    value: 4000.50 EUR → 400050 JPY',
    ]);
  });

  it('says that a value is not known yet', () => {
    expect(valuesTold({ currency: 'USD' }, { valueMinor: 5, currency: 'USD' })).toEqual([
      '    value: not known, in USD',
      '    value: not known, in USD → 0.05 USD',
    ]);
  });
});
