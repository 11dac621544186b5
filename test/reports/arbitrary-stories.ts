import fc from 'fast-check';
import { bookDeal } from '../../src/deals/domain/book-deal.js';
import type { Deal, DealStatus, RegistrationState } from '../../src/deals/domain/deal.js';
import type { Sighting } from '../../src/deals/domain/sighting.js';
import { sighting } from '../support/sightings.js';

const START = Date.UTC(2020, 11, 20);
const END = Date.UTC(2021, 11, 20);
const DAY = 86_400_000;

/** How files told a deal at an instant, epoch ms. */
export interface Snapshot {
  readonly at: number;
  readonly status: DealStatus;
  readonly stage: number;
  readonly valueMinor: number;
  readonly currency: string;
  /** When the file says that the deal closed; null while it is open, or where the file does not say. */
  readonly closedAt: number | null;
  /** The state of its registration that the file tells; null where it tells none. */
  readonly registration: RegistrationState | null;
}

/** What happened to a deal, as files told it from time to time. */
export interface Story {
  readonly dealId: string;
  readonly createdAt: number;
  readonly direction: 'inbound' | 'outbound';
  readonly campaignId: string | null;
  readonly snapshots: readonly Snapshot[];
}

const OPEN = ['received', 'active'] as const;
const CLOSED = ['won', 'lost', 'declined', 'expired'] as const;

const turn = fc.record({
  days: fc.integer({ min: 1, max: 120 }),
  closes: fc.integer({ min: 0, max: 2 }),
  open: fc.constantFrom(...OPEN),
  closed: fc.constantFrom(...CLOSED),
  stage: fc.constantFrom(10, 20, 40, 60, 80, 100),
  valueMinor: fc.constantFrom(100_01, 250_000, 9_999_999),
  currency: fc.constantFrom('USD', 'EUR', 'JPY'),
  registration: fc.constantFrom(null, 'none', 'submitted', 'approved'),
  dated: fc.boolean(),
  share: fc.integer({ min: 1, max: 1000 }),
});

/** A deal that changes stage and value, closes, is seen closed again, and is reopened. */
export const arbitraryStory: fc.Arbitrary<Omit<Story, 'dealId'>> = fc
  .record({
    createdAt: fc.integer({ min: START, max: END }),
    direction: fc.constantFrom('inbound', 'outbound'),
    campaignId: fc.constantFrom('A', 'B', null),
    turns: fc.array(turn, { minLength: 1, maxLength: 6 }),
  })
  .map(({ turns, ...story }) => {
    const snapshots: Snapshot[] = [];
    let at = story.createdAt;
    for (const { days, closes, open, closed, dated, share, ...state } of turns) {
      const before = at;
      at += days * DAY;
      const last = snapshots.at(-1);
      const wasClosed = last !== undefined && !isOpen(last.status);
      if (wasClosed && closes > 0) snapshots.push({ ...last, at, registration: state.registration });
      else if (closes < 2) snapshots.push({ at, ...state, status: open, closedAt: null });
      else {
        const closedAt = dated ? before + Math.ceil(((at - before) * share) / 1000) : null;
        snapshots.push({ at, ...state, status: closed, closedAt });
      }
    }
    return { ...story, snapshots };
  });

/** Whether a status is open. */
export function isOpen(status: DealStatus): boolean {
  return OPEN.some((open) => open === status);
}

/** What the files of a story told. */
export function sightingsOf(story: Story): readonly Sighting[] {
  const { dealId, createdAt, direction, campaignId } = story;
  return story.snapshots.map(({ at, status, stage, valueMinor, currency, closedAt, registration }) =>
    sighting(
      {
        status,
        salesStagePercent: stage,
        valueMinor,
        currency,
        createdAt,
        direction,
        ...(campaignId === null ? {} : { campaignId }),
        ...(closedAt === null ? {} : { closedAt }),
        ...(registration === null ? {} : { registrationState: registration }),
      },
      { dealId, source: 'deals', asOf: at },
    ),
  );
}

/** The deal as the book holds it in the end. */
export function dealOf(story: Story): Deal {
  const deal = bookDeal(sightingsOf(story), { counterparts: [], isAssessment: () => false });
  if (deal === null) throw new Error('A story tells a status.');
  return deal;
}
