import fc from 'fast-check';
import type { Deal } from '../../src/deals/domain/deal.js';
import type { Outcome } from '../../src/policies/domain/outcome.js';
import {
  aBook,
  aCampaign,
  aRate,
  type SampleBook,
  type SamplePolicy,
  type SampleVerdict,
  spent,
} from '../support/book-builder.js';
import { aDeal } from '../support/a-deal.js';
import { arbitraryStory, dealOf, sightingsOf, type Story } from './arbitrary-stories.js';
import type { Question } from './oracle.js';

const START = Date.UTC(2020, 11, 20);
const END = Date.UTC(2021, 11, 20);
const DAY = 86_400_000;

const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const instant = fc.integer({ min: START, max: END });
const date = instant.map(utcDay);

const creation = fc.oneof(
  { weight: 6, arbitrary: instant.map((at) => ({ createdAt: at, createdOn: utcDay(at) })) },
  { weight: 2, arbitrary: date.map((createdOn) => ({ createdOn })) },
  { weight: 1, arbitrary: fc.constant({}) },
);

const closing = fc.oneof(
  { weight: 6, arbitrary: instant.map((at) => ({ closedAt: at, closedOn: utcDay(at) })) },
  { weight: 2, arbitrary: date.map((closedOn) => ({ closedOn })) },
  {
    weight: 2,
    arbitrary: fc.tuple(instant, fc.integer({ min: 0, max: 90 * DAY })).map(([at, length]) => ({
      closedNotBefore: at,
      closedNotAfter: at + length,
    })),
  },
  { weight: 1, arbitrary: fc.constant({}) },
);

const value = fc.option(
  fc.record({
    valueMinor: fc.integer({ min: 0, max: 9_999_999_99 }),
    currency: fc.constantFrom('USD', 'EUR', 'JPY', 'KWD'),
  }),
  { nil: {} },
);

const REGISTRATIONS = [null, 'none', 'incomplete', 'submitted', 'approved', 'declined', 'closed'] as const;

const deal = fc
  .record({
    status: fc.constantFrom('received', 'active', 'won', 'won', 'won', 'lost', 'declined', 'expired'),
    dealType: fc.constantFrom('co-sell', 'partner-led', null),
    direction: fc.constantFrom('inbound', 'outbound', null),
    salesStagePercent: fc.constantFrom(10, 20, 40, 60, 80, 100, null),
    campaignId: fc.constantFrom('A', 'B', 'ghost', null),
    estimatedCloseDate: fc.option(date),
    registrationState: fc.constantFrom(...REGISTRATIONS),
    statusReason: fc.constantFrom(null, '', 'Price', 'price '),
    creation,
    closing,
    value,
  })
  .map(({ creation: created, closing: closed, value: worth, ...rest }): Omit<Deal, 'dealId'> => {
    const open = rest.status === 'received' || rest.status === 'active';
    return aDeal({ ...rest, ...created, ...(open ? {} : closed), ...worth });
  });

const rates = fc
  .uniqueArray(
    fc.record({
      month: date.map((day) => day.slice(0, 7)),
      currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
      usdPerUnit: fc.constantFrom('1.1873', '0.0091234', '3.3', '0.5'),
    }),
    { selector: ({ month, currency }) => `${month} ${currency}`, maxLength: 12 },
  )
  .map((list) => list.map(({ month, currency, usdPerUnit }) => aRate(month, currency, usdPerUnit)));

const spend = fc.array(
  fc
    .tuple(
      fc.constantFrom('A', 'B', 'ghost'),
      date,
      fc.integer({ min: -50_000, max: 500_000 }),
      fc.constantFrom('USD', 'USD', 'EUR', 'JPY'),
    )
    .map(([campaign, day, amount, currency]) => spent(campaign, day, amount, currency)),
  { maxLength: 8 },
);

const OLD: SamplePolicy = {
  version: '2021-02-03',
  hash: 'sha256:old',
  from: '2021-02-03',
  criteria: [
    { id: 'deal-type', title: 'Deal type', because: 'wrong type' },
    { id: 'gap', title: 'Gap', because: 'too fast' },
  ],
};
const NEW: SamplePolicy = {
  version: '2021-05-07',
  hash: 'sha256:new',
  from: '2021-05-07',
  criteria: [
    { id: 'deal-type', title: 'Deal type now', because: 'wrong type' },
    { id: 'solution', title: 'Solution', because: 'no incentive' },
    { id: 'gap', title: 'Gap', because: 'too fast' },
  ],
};

type Judge = (dealId: string) => SampleVerdict;

const decision: fc.Arbitrary<Judge> = fc
  .record({
    decidedAt: instant,
    policy: fc.constantFrom(OLD, NEW),
    bits: fc.array(fc.constantFrom('pass', 'fail', 'unknown'), { minLength: 3, maxLength: 3 }),
    outcome: fc.constantFrom<Outcome>('pending', 'ineligible', 'undetermined', 'at-risk', 'eligible'),
  })
  .map(({ policy, bits, outcome, decidedAt }) => {
    const mask = (wanted: string): number =>
      policy.criteria.reduce((sum, _, bit) => (bits[bit] === wanted ? sum + 2 ** bit : sum), 0);
    const [passMask, failMask] = [mask('pass'), mask('fail')];
    return (dealId) => ({ dealId, policy, passMask, failMask, outcome, decidedAt });
  });

/** What was decided on a deal. */
const decisions = fc.array(decision, { maxLength: 3 });

/** The log of what was decided on some deals, each with its decisions in the order they were made. */
function logOf(judged: readonly (readonly [dealId: string, judges: readonly Judge[]])[]): SampleVerdict[] {
  return judged.flatMap(([dealId, judges]) =>
    judges.map((judge) => judge(dealId)).toSorted((a, b) => Number(a.decidedAt) - Number(b.decidedAt)),
  );
}

/** A book with what happened to some of its deals; the others are known as they are in the end only. */
export interface TestBook extends SampleBook {
  readonly stories: readonly Story[];
}

/** Small books with everything that can be missing missing at times. */
export const arbitraryBook: fc.Arbitrary<TestBook> = fc
  .record({
    deals: fc.array(fc.tuple(deal, decisions), { maxLength: 15 }),
    stories: fc.array(fc.tuple(arbitraryStory, decisions), { maxLength: 10 }),
    rates,
    spend,
    startDate: fc.option(date),
  })
  .map((drawn) => {
    const deals = drawn.deals.map(([one], index) => ({
      ...one,
      dealId: `deal-${String(index).padStart(2, '0')}`,
    }));
    const stories = drawn.stories.map(([story], index) => ({ dealId: `story-${index}`, ...story }));
    const book = aBook({
      deals: [...deals, ...stories.map(dealOf)],
      sightings: stories.flatMap(sightingsOf),
      rates: drawn.rates,
      spend: drawn.spend,
      campaigns: [
        aCampaign('A', { startDate: drawn.startDate }),
        aCampaign('B', { startDate: '2021-04-01' }),
      ],
      policies: [OLD, NEW],
      verdicts: logOf([
        ...drawn.deals.map(([, judges], index) => [deals[index]?.dealId ?? '', judges] as const),
        ...drawn.stories.map(([, judges], index) => [`story-${index}`, judges] as const),
      ]),
    });
    return { ...book, stories };
  });

/** Questions about such books: zones on both sides of UTC, days around changes of the clocks. */
export const arbitraryQuestion: fc.Arbitrary<Question> = fc.record({
  zone: fc.constantFrom('UTC', 'Europe/Stockholm', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'),
  asOfDay: fc.oneof(date, fc.constantFrom('2021-03-28', '2021-10-31', '2021-12-31')),
  from: fc.option(date.filter((day) => day < '2021-06-01')),
  to: fc.option(date.filter((day) => day >= '2021-06-01')),
  span: fc.constantFrom('week', 'month', 'quarter', 'year'),
  currency: fc.constantFrom('USD', 'EUR', 'JPY', 'KWD'),
  auditBy: fc.constantFrom('type', 'direction', 'campaign'),
  narrowed: fc.constantFrom(
    {},
    { dealType: 'co-sell' },
    { direction: 'inbound' },
    { dealType: 'partner-led,none', direction: 'outbound,none' },
    { minValue: '2500' },
  ),
});
