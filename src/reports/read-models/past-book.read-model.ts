import { dealAt } from '../../deals/domain/deal-at.js';
import type { Learnt } from '../../deals/domain/deal-history.js';
import type { Deal } from '../../deals/domain/deal.js';
import type { LearntService } from '../../deals/learnt.service.js';
import { unique } from '../../kernel/group-by.js';
import { asItStood, reportedDeal } from '../domain/as-it-stood.js';
import type { DealThen, DealThrough } from '../domain/deal-then.js';
import { type AsOf, type ReportedDeal, standingAt } from '../domain/reported-deal.js';
import { seenEntering } from '../domain/stage-entry.js';
import type { BookReader } from './book-reader.js';

/** Deals whose history is held at once. */
const BATCH = 1000;
/** All that was ever learnt counts: a report is made with today's knowledge. */
const ALL_KNOWN = Number.MAX_SAFE_INTEGER;

/** What is asked of every deal of the book. */
interface PastQuestion {
  readonly asOf: AsOf;
  /** An earlier moment to compare with. */
  readonly before: AsOf | null;
  /** Whether the deals' solutions are wanted. */
  readonly solutions: boolean;
  /** Whether it is wanted since when open deals are in their stage. */
  readonly stages: boolean;
  /** A UTC day: deals that were over by it are left out; null: none. */
  readonly over: string | null;
}

interface Told {
  readonly sightings: number;
  /** Epoch ms of the newest. */
  readonly last: number;
}

/**
 * Reads the deals of the book as they stood at moments. Only deals that were open then, and of which something was told
 * later, are followed back through their sightings: any other stands in the book as it stood then, since terminal deals
 * never change.
 */
export class PastBook {
  constructor(
    private readonly book: BookReader,
    private readonly learnt: LearntService,
    /** Epoch ms: a moment after it is today's, and the book as it is answers for it. */
    private readonly now: number,
  ) {}

  /** Every deal of the book that is asked for, in pages, in order of id. */
  async *deals(question: PastQuestion): AsyncGenerator<readonly DealThrough[]> {
    const { asOf, before, stages } = question;
    const moments = before === null ? [asOf] : [asOf, before];
    for await (const page of this.book.deals(question.over)) {
      const solutions = question.solutions ? await this.book.solutionsOf(page) : null;
      const told = await this.told(page, moments, stages);
      const joined = await this.joinedLater(page, asOf);
      const wanted = page.filter(
        (deal) =>
          this.hasMore(deal, told.get(deal.dealId), moments, stages) ||
          (joined.has(deal.dealId) && mayBeOpen(deal, asOf)),
      );
      const histories = await this.histories(wanted);
      yield page.map((deal) => {
        const held: DealThen = {
          deal,
          told: true,
          solutions: deal.solutionsKnown && solutions !== null ? (solutions.get(deal.dealId) ?? []) : null,
          inStageSince: null,
        };
        const history = histories.get(deal.dealId) ?? null;
        const last = told.get(deal.dealId)?.last ?? -Infinity;
        return {
          at: this.at(asOf, held, history, last),
          before: before === null ? null : this.at(before, held, history, last),
        };
      });
    }
  }

  private at(asOf: AsOf, held: DealThen, history: Learnt | null, last: number): DealThen {
    const then = this.isPast(asOf)
      ? history === null
        ? stood(held, held, asOf, last < asOf.end)
        : fromHistory(held, history, asOf)
      : held;
    if (history === null) return then;
    return { ...then, inStageSince: seenEntering(history.sightings, then.deal.stagePercent, asOf.end) };
  }

  private isPast({ end }: AsOf): boolean {
    return end <= this.now;
  }

  /** Whether the sightings of a deal tell something of a moment that the deal in the book does not. */
  private hasMore(
    deal: ReportedDeal,
    told: Told | undefined,
    moments: readonly AsOf[],
    stages: boolean,
  ): boolean {
    if (told === undefined || told.sightings < 2) return false;
    return moments.some(
      (asOf) => mayBeOpen(deal, asOf) && (stages || (this.isPast(asOf) && told.last >= asOf.end)),
    );
  }

  /** How much was told of those deals of a page of which something was told after a moment, or told repeatedly. */
  private async told(
    page: readonly ReportedDeal[],
    moments: readonly AsOf[],
    stages: boolean,
  ): Promise<ReadonlyMap<string, Told>> {
    const since = Math.min(...moments.filter((moment) => this.isPast(moment)).map(({ end }) => end));
    const [first, last] = [page.at(0), page.at(-1)];
    if (first === undefined || last === undefined || (since === Infinity && !stages)) return new Map();
    const rows = await this.book.rows<{ deal_id: string; sightings: number; last: number }>(
      `select s.deal_id, count(*) as sightings, max(s.as_of) as last from sightings s
       where s.deal_id >= ? and s.deal_id <= ? group by s.deal_id
       having max(s.as_of) >= ? ${stages ? 'or count(*) > 1' : ''}`,
      [first.dealId, last.dealId, Math.min(since, ALL_KNOWN)],
    );
    return new Map(rows.map((row) => [row.deal_id, row]));
  }

  /** The deals of a page that were told of by a past moment, and whose engagement another party's referral came to later. */
  private async joinedLater(page: readonly ReportedDeal[], asOf: AsOf): Promise<ReadonlySet<string>> {
    const [first, last] = [page.at(0), page.at(-1)];
    if (first === undefined || last === undefined || !this.isPast(asOf)) return new Set();
    const engaged = await this.book.rows<{ deal_id: string; engagement_id: string }>(
      `select d.deal_id, d.engagement_id from deals d where d.deal_id >= ? and d.deal_id <= ?
       and d.engagement_id is not null
       and exists (select 1 from sightings s where s.deal_id = d.deal_id and s.as_of < ?)`,
      [first.dealId, last.dealId, asOf.end],
    );
    // Asked by itself: other parties' referrals are kept by engagement, so on a sharded book elsewhere than the deals.
    const joined = await this.book.database.rowsIn<{ engagement_id: string }>(
      'select distinct engagement_id from counterparts where as_of >= ? and {in}',
      'engagement_id',
      unique(engaged.map((row) => row.engagement_id)),
      [asOf.end],
    );
    const later = new Set(joined.map((row) => row.engagement_id));
    return new Set(engaged.filter((row) => later.has(row.engagement_id)).map((row) => row.deal_id));
  }

  private async histories(deals: readonly ReportedDeal[]): Promise<ReadonlyMap<string, Learnt>> {
    const histories = new Map<string, Learnt>();
    for (let start = 0; start < deals.length; start += BATCH) {
      const ids = deals.slice(start, start + BATCH).map(({ dealId }) => dealId);
      for (const [dealId, learnt] of await this.learnt.of(ids)) histories.set(dealId, learnt);
    }
    return histories;
  }
}

/** Whether a deal may have been open at a moment, by what is last known of it. */
function mayBeOpen(deal: ReportedDeal, asOf: AsOf): boolean {
  const { state, closingKnown } = standingAt(deal, asOf);
  return state === 'open' || (state !== 'not-created' && !closingKnown);
}

function fromHistory(held: DealThen, history: Learnt, asOf: AsOf): DealThen {
  const found = dealAt(history, asOf.end - 1, ALL_KNOWN);
  if (found.deal !== null) return stood(held, thenOf(found.deal), asOf, true);
  const later = found.answersFrom === null ? null : dealAt(history, found.answersFrom, ALL_KNOWN).deal;
  return stood(held, later === null ? held : thenOf(later), asOf, false);
}

function thenOf(deal: Deal): DealThen {
  return { deal: reportedDeal(deal), told: true, solutions: deal.solutions, inStageSince: null };
}

/** How the deal stood; one that had closed is told by its closing, whenever the file came. */
function stood(held: DealThen, then: DealThen, asOf: AsOf, told: boolean): DealThen {
  const deal = asItStood(held.deal, then.deal, asOf);
  if (deal === held.deal && told) return held;
  const solutions = deal === held.deal ? held.solutions : then.solutions;
  return { ...held, deal, solutions, told: told || standingAt(deal, asOf).state !== 'open' };
}
