import type { Learnt } from '../../deals/domain/deal-history.js';
import type { Deal } from '../../deals/domain/deal.js';
import { seenEntering } from '../../deals/domain/stage-entries.js';
import { NUMBER_AT, type PackedStandings } from '../../deals/domain/standing.js';
import { breatheWhileReading } from '../../kernel/breathe.js';
import { DAY_MS } from '../../kernel/instants.js';
import { dayNumber } from '../domain/calendar.js';
import { asItStood, reportedDeal, toldThen } from '../domain/as-it-stood.js';
import type { DealThen, DealThrough } from '../domain/deal-then.js';
import { type AsOf, type DealText, standingAt } from '../domain/reported-deal.js';
import { mayHaveDiffered } from '../domain/won-then.js';
import type { BookReader } from './book-reader.js';
import { PackedStageEntries } from './packed-deal.js';
import { readStandings, type StandingsPage } from './standings-reader.js';

/** Deals after which others may be let in, and the reading of the next ones goes on. */
const PIECE = 256;

/** What is asked of every deal of the book. */
interface PastQuestion {
  readonly asOf: AsOf;
  /** An earlier moment to compare with. */
  readonly before: AsOf | null;
  /** The texts of the deals that are wanted. */
  readonly texts: readonly DealText[];
  /** Whether the deals' solutions are wanted. */
  readonly solutions: boolean;
  /** Whether it is wanted since when open deals are in their stage. */
  readonly stages: boolean;
  /** Whether it is wanted when deals first came to each stage. */
  readonly entries: boolean;
  /** A UTC day: of deals that were created and had ended before it only the number is wanted; null: of none. */
  readonly over: string | null;
}

/** A deal as the book holds it, with what its row tells of its past. */
interface Held extends DealThen {
  /** Epoch ms of the newest file that tells of it; null where none does. */
  readonly last: number | null;
}

/**
 * Reads the deals of the book as they stood at moments. Only deals that were open then, and of which something was told
 * later, are followed back through their sightings: any other stands in the book as it stood then, since terminal deals
 * never change.
 */
export class PastBook {
  constructor(
    private readonly book: BookReader,
    /** Epoch ms: a moment after it is today's, and the book as it is answers for it. */
    private readonly now: number,
  ) {}

  /**
   * Calls `add` with every deal of the book, in order of id, but for those that were over.
   * @returns how many those were.
   */
  async eachDeal(question: PastQuestion, add: (deal: DealThrough) => void): Promise<number> {
    const midnight = question.over === null ? -Infinity : dayNumber(question.over) * DAY_MS;
    let over = 0;
    for await (const page of readStandings(this.book, question)) {
      const { standings, firstId, lastId, rebuilt } = page;
      const counted: number[] = [];
      const followed: number[] = [];
      for (let index = 0; index < standings.length; index += 1) {
        if (standings.isOver(index, midnight)) continue;
        counted.push(index);
        if (this.hasMore(page, index, question)) followed.push(index);
      }
      over += standings.length - counted.length;
      const needed = followed.length > 0 || question.solutions;
      const ids = page.ids ?? (needed ? await this.book.dealIds(firstId, lastId) : []);
      const histories = await this.book.learnt(followed.map((index) => ids[index] ?? ''));
      const solutions = question.solutions ? await this.book.solutionsOf(firstId, lastId) : null;
      for (const index of counted) {
        const deal = page.dealAt(index);
        const id = ids[index] ?? '';
        const held = {
          deal,
          told: true,
          solutions:
            deal.solutionsKnown && solutions !== null
              ? (rebuilt.get(id)?.solutions ?? solutions.get(id) ?? [])
              : null,
          inStageSince: question.stages ? standings.number(index, NUMBER_AT.stageSince) : null,
          stageEntries: question.entries ? new PackedStageEntries(standings, index) : null,
          last: standings.number(index, NUMBER_AT.last),
        };
        add(this.through(held, histories.get(id) ?? null, question));
        if (index % PIECE === 0) await breatheWhileReading();
      }
    }
    return over;
  }

  private through(held: Held, history: Learnt | null, { asOf, before }: PastQuestion): DealThrough {
    return {
      at: this.at(asOf, held, history),
      before: before === null ? null : this.at(before, held, history),
    };
  }

  private at(asOf: AsOf, held: Held, history: Learnt | null): DealThen {
    if (history === null) {
      return this.isPast(asOf) ? stood(held, held, asOf, held.last === null || held.last < asOf.end) : held;
    }
    const then = this.isPast(asOf) ? fromHistory(held, history, asOf) : held;
    return { ...then, inStageSince: seenEntering(history.sightings, then.deal.stagePercent, asOf.end) };
  }

  /** Whether a moment is past, so that files may speak of later times. */
  isPast({ end }: AsOf): boolean {
    return end <= this.now;
  }

  /** Whether what files told of a deal says something of a moment that the deal's row does not. */
  private hasMore(page: StandingsPage, index: number, question: PastQuestion): boolean {
    const { standings } = page;
    const { asOf, before, stages } = question;
    // Most deals were seen once, and nobody joined them.
    if (standings.sightings(index) < 2 && !standings.reaches(index, NUMBER_AT.joined, asOf.end)) return false;
    return (
      ((this.toldSince(standings, index, asOf, stages) || this.joinedLater(standings, index, asOf)) &&
        mayHaveDiffered(page.dealAt(index), asOf)) ||
      (before !== null &&
        this.toldSince(standings, index, before, stages) &&
        mayHaveDiffered(page.dealAt(index), before))
    );
  }

  /** Whether files told of a deal again at a moment or later, or told of it what counts from then on only. */
  private toldSince(standings: PackedStandings, index: number, moment: AsOf, stages: boolean): boolean {
    return (
      standings.sightings(index) > 1 &&
      ((this.isPast(moment) && standings.reaches(index, NUMBER_AT.last, moment.end)) ||
        (stages && standings.reaches(index, NUMBER_AT.settled, moment.end)))
    );
  }

  /** Whether a deal was told of by a past moment, and another party's referral came to its engagement later. */
  private joinedLater(standings: PackedStandings, index: number, asOf: AsOf): boolean {
    if (!standings.reaches(index, NUMBER_AT.joined, asOf.end) || !this.isPast(asOf)) return false;
    return (standings.number(index, NUMBER_AT.first) ?? Infinity) < asOf.end;
  }
}

function fromHistory(held: DealThen, history: Learnt, asOf: AsOf): DealThen {
  const then = toldThen(history, asOf);
  return stood(held, then === null ? held : thenOf(then.deal), asOf, then?.told ?? false);
}

function thenOf(deal: Deal): DealThen {
  return {
    deal: reportedDeal(deal),
    told: true,
    solutions: deal.solutions,
    inStageSince: null,
    stageEntries: null,
  };
}

/** How the deal stood; one that had closed is told by its closing, whenever the file came. */
function stood(held: DealThen, then: DealThen, asOf: AsOf, told: boolean): DealThen {
  const deal = asItStood(held.deal, then.deal, asOf);
  if (deal === held.deal && told) return held;
  return {
    deal,
    told: told || standingAt(deal, asOf).state !== 'open',
    solutions: deal === held.deal ? held.solutions : then.solutions,
    // What it was seen entering last is the stage that it is in.
    inStageSince: deal.stagePercent === held.deal.stagePercent ? held.inStageSince : null,
    stageEntries: held.stageEntries,
  };
}
