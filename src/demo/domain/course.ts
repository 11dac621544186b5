import { HOUR_MS } from '../../kernel/instants.js';
import { DEMO_TAKEN_AT, daysAfter, exactlyAfter, hasHappened } from './calendar.js';
import type { Moment } from './calendar.js';
import type { Course } from './demo-deal.js';
import { at } from './random.js';
import type { Curve, Random, Weighted } from './random.js';

/** An invitation that nobody answers expires after this many days (domain brief, section 16). */
export const ANSWER_DAYS = 14;

/**
 * Milliseconds between creation and winning at the edge of the 72-hour advice. Null stands for a ten-millionth of
 * a second less than 72 hours, which the API's seven digits can say.
 */
const EDGE_GAPS: readonly (number | null)[] = [
  72 * HOUR_MS - 1,
  72 * HOUR_MS,
  72 * HOUR_MS + 1,
  null,
  72 * HOUR_MS - 60_000,
  72 * HOUR_MS + 60_000,
];

/** Days from creation to closing: most take weeks, a few most of a year. */
const CYCLE_DAYS: Curve = [
  [0, 3.2],
  [0.1, 9],
  [0.3, 22],
  [0.5, 41],
  [0.7, 75],
  [0.9, 150],
  [1, 330],
];

/** Days to closing of deals that were entered when they were as good as won. */
const HASTY_DAYS: Curve = [
  [0, 0.01],
  [0.5, 0.8],
  [1, 2.98],
];

/** Days until an invitation is answered, where it is. */
export const ANSWER_CURVE: Curve = [
  [0, 0.1],
  [0.5, 3],
  [0.9, 9],
  [1, 13.9],
];

const LOST_REASONS: Weighted<number> = [
  [1, 22],
  [2, 25],
  [3, 27],
  [4, 11],
  [6, 8],
  [8, 7],
];
const DECLINED_REASONS: Weighted<number> = [
  [2, 10],
  [4, 24],
  [5, 30],
  [6, 16],
  [7, 6],
  [8, 14],
];

const OPEN_STAGES = [10, 20, 40, 60, 80];

/** How an own deal goes; `winShare` is the share of such deals that are won. */
export function outboundCourse(random: Random, created: Moment, winShare: number): Course {
  const accepted = { ms: created.ms - random.int(0, 700), ticks: created.ticks };
  return activeCourse(random, created, accepted, winShare);
}

/** How a deal goes that Microsoft or another partner invited us to. */
export function inboundCourse(random: Random, created: Moment, winShare: number): Course {
  const expires = exactlyAfter(created, ANSWER_DAYS * 24 * HOUR_MS);
  const answer = random.weighted<'accepted' | 'declined' | 'expired'>([
    ['accepted', 63],
    ['declined', 21],
    ['expired', 16],
  ]);
  const answered = answer === 'expired' ? expires : daysAfter(random, created, random.on(ANSWER_CURVE));
  if (!hasHappened(answered)) {
    return {
      status: 'received',
      salesStagePercent: null,
      accepted: null,
      closed: null,
      expires,
      reason: null,
    };
  }
  if (answer === 'accepted') return activeCourse(random, created, answered, winShare);
  return {
    status: answer,
    salesStagePercent: null,
    accepted: null,
    closed: answered,
    expires,
    reason: answer === 'declined' ? random.weighted(DECLINED_REASONS) : null,
  };
}

/** How a deal goes that is won at the edge of the 72-hour advice; `which` chooses the edge. */
export function edgeCourse(created: Moment, which: number): Course {
  const gap = at(EDGE_GAPS, which % EDGE_GAPS.length);
  const onTheMillisecond = { ms: created.ms, ticks: 0 };
  const closed =
    gap === null ? { ms: created.ms + 72 * HOUR_MS - 1, ticks: 9999 } : exactlyAfter(onTheMillisecond, gap);
  return {
    status: 'won',
    salesStagePercent: 100,
    accepted: onTheMillisecond,
    closed,
    expires: null,
    reason: null,
  };
}

function activeCourse(random: Random, created: Moment, accepted: Moment, winShare: number): Course {
  const won = random.chance(winShare);
  const forgotten = random.chance(0.05);
  const days = won && random.chance(0.13) ? random.on(HASTY_DAYS) : random.on(CYCLE_DAYS);
  const end = daysAfter(random, accepted.ms > created.ms ? accepted : created, days);
  const course = { accepted, expires: null, reason: null };
  if (forgotten || !hasHappened(end)) {
    const progress = Math.min(1, (DEMO_TAKEN_AT - created.ms) / (end.ms - created.ms));
    return { ...course, status: 'active', salesStagePercent: openStage(random, progress), closed: null };
  }
  if (won) return { ...course, status: 'won', salesStagePercent: 100, closed: end };
  return {
    ...course,
    status: 'lost',
    salesStagePercent: random.pick(OPEN_STAGES),
    closed: end,
    reason: random.chance(0.92) ? random.weighted(LOST_REASONS) : null,
  };
}

/** The further a deal has come, the higher its stage; nobody marked one on a few. */
function openStage(random: Random, progress: number): number | null {
  if (random.chance(0.04)) return null;
  return at(OPEN_STAGES, Math.min(4, Math.floor(progress * random.int(2, 6))));
}
