import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  DEAL_STATUSES,
  DEAL_TYPES,
  DIRECTIONS,
  MICROSOFT_STATUSES,
  SALES_STAGES,
  isClosed,
} from '../../deals/domain/deal.js';
import { DomainError } from '../../kernel/errors.js';
import { HOUR_MS, utcDay, utcMonth } from '../../kernel/instants.js';
import { RateTable } from '../../rates/domain/rate-table.js';
import { textOf } from '../write-demo-files.js';
import { generateBook } from './book.js';
import { buildDeal } from './build-deal.js';
import { DEMO_TAKEN_AT, formatMoment } from './calendar.js';
import { CAMPAIGNS, UNLISTED_CAMPAIGN, spendOf } from './campaigns.js';
import { UNCATALOGUED_SOLUTION, hadIncentive } from './company.js';
import { customersOf } from './customers.js';
import type { DemoDeal } from './demo-deal.js';
import { ratesOf } from './rates.js';

const USUAL = { seed: 1, deals: 5000 };

function digest(seed: number, deals: number): string {
  const hash = createHash('sha256');
  for (const file of generateBook({ seed, deals }).files) {
    hash.update(`${file.name}\n`);
    for (const piece of textOf(file)) hash.update(piece);
  }
  return hash.digest('hex');
}

function seen<T>(values: Iterable<T>): ReadonlySet<T> {
  return new Set(values);
}

describe('the demo book', () => {
  test('is the same to the last byte wherever it is made', () => {
    // A change of the generator changes this digest; then everybody's demo figures change too.
    expect(digest(1, 300)).toBe('a7b2396a986d5f9f645d926e282c6ff5bb222e42e281971293cc626476b9b821');
  });

  test('is another one with another seed', () => {
    expect(digest(2, 50)).not.toBe(digest(1, 50));
  });

  test('makes each deal the same alone as among all others', () => {
    const options = { seed: 7, deals: 300 };
    const all = [...generateBook(options).deals()];
    const customers = customersOf(options.seed);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 299 }), (index) => {
        expect(buildDeal(options, customers, index)).toEqual(all[index]);
      }),
    );
  });

  test('never gives two things the same id', () => {
    const ids: string[] = [];
    for (const deal of generateBook({ seed: 1, deals: 40_000 }).deals()) {
      ids.push(deal.dealId, deal.engagementId);
      if (deal.microsoft !== null) ids.push(deal.microsoft.referralId);
      if (deal.partner !== null) ids.push(deal.partner.referralId);
      if (deal.registration !== null) ids.push(deal.registration.registrationId);
    }
    expect(seen(ids).size).toBe(ids.length);
  });

  test('of a million deals hands out its first records without making the rest', () => {
    const file = generateBook({ seed: 1, deals: 1_000_000 }).files.find(
      ({ name }) => name === 'referrals-2022-q3.json',
    );
    const [start, first] = file === undefined ? [] : textOf(file);
    expect(start).toContain('"value":[');
    expect(first).toContain('"createdDateTime":"2022-07-01T');
  });

  test.each([
    { seed: 1, deals: 0 },
    { seed: 1, deals: 2.5 },
    { seed: 1, deals: Number.NaN },
    { seed: -1, deals: 10 },
    { seed: 2 ** 33, deals: 10 },
  ])('refuses a size or seed that cannot be used: %j', (options) => {
    expect(() => generateBook(options)).toThrow(DomainError);
  });
});

/** The moments of a deal's life that are known, written out, in the order in which they must come. */
function course({ accepted, created, closed, registration, updated }: DemoDeal): readonly string[] {
  // An own deal counts as accepted up to 700 ms before it is created, as the API shows it.
  const inbound = accepted !== null && accepted.ms > created.ms ? accepted : null;
  return [created, inbound, closed, registration?.submitted, registration?.decided, updated]
    .filter((moment) => moment !== null && moment !== undefined)
    .map(formatMoment);
}

describe('time in the demo book', () => {
  test('runs forwards, and stops when the files were taken', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), fc.integer({ min: 1, max: 400 }), (seed, size) => {
        const deals = [...generateBook({ seed, deals: size }).deals()];
        for (const deal of deals) expect(course(deal)).toEqual(course(deal).toSorted());
        expect(deals.filter(({ updated }) => updated.ms >= DEMO_TAKEN_AT)).toEqual([]);
        expect(deals.filter(({ status, closed }) => isClosed(status) !== (closed !== null))).toEqual([]);
        expect(deals.filter(({ status, registration }) => registration !== null && status !== 'won')).toEqual(
          [],
        );
      }),
      { numRuns: 25 },
    );
  });
});

function qualifies({ dealType, solutions, closed, microsoft }: DemoDeal): boolean {
  const answered = microsoft?.status === 'accepted' || microsoft?.status === 'won';
  return (
    (dealType === 'partner-led' || (dealType === 'co-sell' && answered)) &&
    solutions.some((id) => hadIncentive(id, utcDay(closed?.ms ?? 0)))
  );
}

describe('a demo book of the usual size', () => {
  const deals = [...generateBook(USUAL).deals()];
  const won = deals.filter(({ status }) => status === 'won');

  test('has deals of every type, direction, status, stage and answer of Microsoft', () => {
    expect(seen(deals.map(({ dealType }) => dealType))).toEqual(seen(DEAL_TYPES));
    expect(seen(deals.map(({ direction }) => direction))).toEqual(seen(DIRECTIONS));
    expect(seen(deals.map(({ status }) => status))).toEqual(seen(DEAL_STATUSES));
    expect(seen(deals.map(({ salesStagePercent }) => salesStagePercent))).toEqual(
      seen([null, ...SALES_STAGES]),
    );
    expect(seen(deals.map(({ microsoft }) => microsoft?.status ?? 'none'))).toEqual(seen(MICROSOFT_STATUSES));
    expect(seen(deals.map(({ reason }) => reason))).toEqual(seen([null, 1, 2, 3, 4, 5, 6, 7, 8]));
  });

  test('has wins on both sides of 72 hours, to the millisecond and below', () => {
    const gaps = won.map(({ created, closed }) => (closed?.ms ?? 0) - created.ms - 72 * HOUR_MS);
    expect(gaps).toEqual(expect.arrayContaining([-60_000, -1, 0, 1, 60_000]));
    const justUnder = won.filter(({ created, closed }) => closed?.ms === created.ms + 72 * HOUR_MS - 1);
    expect(justUnder.some(({ closed }) => closed?.ticks === 9999)).toBe(true);
  });

  test('has registrations that should be, that are missing, and that should never have been', () => {
    const kinds = won.map((deal) => `${qualifies(deal)} ${deal.registration !== null}`);
    expect(seen(kinds)).toEqual(seen(['true true', 'true false', 'false true', 'false false']));
    expect(seen(won.flatMap(({ registration }) => registration?.state ?? []))).toEqual(
      seen(['ReviewPending', 'ActionRequired', 'Approved', 'Passed', 'Failed', 'Closed']),
    );
  });

  test('has what makes answers unknown: an uncatalogued solution, wins without times, money without a rate', () => {
    const rates = new RateTable(1, ratesOf(USUAL.seed));
    const inUsd = won.map((deal) =>
      rates.convert(deal.valueMinor, deal.currency, utcMonth(deal.closed?.ms ?? 0)),
    );
    expect(won.some(({ solutions }) => solutions.includes(UNCATALOGUED_SOLUTION.solutionId))).toBe(true);
    expect(won.some(({ onlyInBulk }) => onlyInBulk)).toBe(true);
    expect(inUsd.some(({ usdCents }) => usdCents === null)).toBe(true);
    expect(inUsd.filter(({ usdCents }) => usdCents === null).length).toBeLessThan(won.length / 20);
  });

  test('has values from nothing to millions in currencies with none, two and three decimals', () => {
    expect(seen(deals.map(({ currency }) => currency))).toEqual(
      seen(['CNY', 'EUR', 'GBP', 'JPY', 'KWD', 'NOK', 'RUB', 'SEK', 'TWD', 'USD']),
    );
    const dollars = deals.filter(({ currency }) => currency === 'USD').map(({ valueMinor }) => valueMinor);
    expect(Math.min(...dollars)).toBe(0);
    expect(Math.max(...dollars)).toBeGreaterThan(100_000_000);
    expect(dollars).toEqual(expect.arrayContaining([2_499_999, 2_500_000]));
  });

  test('has names in Latin, Cyrillic and Chinese letters, with quotes, and some that look like formulas', () => {
    const names = [...seen(deals.flatMap(({ name, customer }) => [name, customer.name]))];
    for (const kind of [
      /[åäö]/i,
      /\p{Script=Cyrillic}/u,
      /\p{Script=Han}/u,
      /"/,
      /;/,
      /,/,
      /^=/,
      /^\+/,
      /&/,
    ]) {
      expect(names.filter((name) => kind.test(name))).not.toEqual([]);
    }
  });

  test('has a busy June and a quiet July', () => {
    const months = deals.map(({ created }) => utcMonth(created.ms));
    for (const year of ['2021', '2022']) {
      const june = months.filter((month) => month === `${year}-06`);
      const july = months.filter((month) => month === `${year}-07`);
      expect(june.length).toBeGreaterThan(2 * july.length);
    }
  });

  test('has campaigns that differ, one nobody listed, one nobody heard, some without spend, and a refund', () => {
    const spend = spendOf(USUAL.seed, USUAL.deals);
    const named = seen(deals.map(({ campaignId }) => campaignId));
    expect(named).toContain(UNLISTED_CAMPAIGN);
    expect(CAMPAIGNS.filter(({ campaignId }) => !named.has(campaignId)).length).toBeGreaterThan(0);
    expect(spend.some(({ amountMinor }) => amountMinor < 0)).toBe(true);
    const booked = seen(spend.map(({ campaignId }) => campaignId));
    expect(CAMPAIGNS.filter(({ campaignId }) => !booked.has(campaignId)).length).toBeGreaterThan(0);
    const winShare = (campaignId: string): number => {
      const own = deals.filter((deal) => deal.campaignId === campaignId);
      return own.filter(({ status }) => status === 'won').length / own.length;
    };
    expect(winShare('NC21-ABM-TOP50')).toBeGreaterThan(2 * winShare('NC21-TELE-RU'));
  });
});
