import type { Learnt } from '../../deals/domain/deal-history.js';
import { NUMBER_AT } from '../../deals/domain/standing.js';
import { breatheWhileReading } from '../../kernel/breathe.js';
import { type AsOf, standingAt } from '../domain/reported-deal.js';
import type { CountedWin, StandingVerdict } from '../domain/won-deal.js';
import { mayHaveDiffered, registrationOf, stoodDeal, UNTOLD } from '../domain/won-then.js';
import type { BookReader } from './book-reader.js';
import {
  NAME_COLUMNS,
  storedRecord,
  packedFacts,
  packedNames,
  readNames,
  type WinRecord,
} from './win-record.js';
import { readStandings, type StandingsPage } from './standings-reader.js';
import {
  countDeals,
  firstSolution,
  type TakeWin,
  verdictOf,
  verdictText,
  wantedSolutions,
  type WinsQuestion,
} from './won-deals.read-model.js';

/** Deals after which others may be let in, and the reading of the next ones goes on. */
const PIECE = 256;

/**
 * The last decision on the deal `s` that was recorded before an instant, which is bound twice, in one text. The verdict
 * that stands is the last of all: only where it came later, and others before it, is the log asked.
 */
const DECIDED = `(select case when v.decided_at < ? then ${verdictText('v')} when v.sequence > 1 then
    (select ${verdictText('x')} from decisions x
      where x.deal_id = v.deal_id and x.decided_at < ? order by x.sequence desc limit 1) end
  from verdicts v where v.deal_id = s.deal_id)`;

/**
 * Deals that may have been won at a past moment, which is bound: of others that are not won now, no file tells what would
 * have to be taken back.
 */
const MAY_HAVE_BEEN_WON = `s.status = 'won' or s.last_told >= ?`;

/**
 * The deals that were won at a past moment, or as far as was known at one, as they stood: with the decision that the
 * log had of them last, and the registration that files had told of. Only deals that may have stood otherwise then are
 * followed through their history.
 */
export class PastWins {
  /** @param isPast whether the moment is past, so that files may speak of later times; else the book knew no more. */
  constructor(
    private readonly book: BookReader,
    private readonly asOf: AsOf,
    private readonly isPast: boolean,
  ) {}

  /**
   * Calls `take` with every deal that is won or was won then, in order of id.
   * @returns how many deals of the book are neither.
   */
  async eachWin({ texts, solutions: wanted, listed }: WinsQuestion, take: TakeWin): Promise<number> {
    const verdicts = new Map<string, StandingVerdict>();
    const pages = readStandings(this.book, {
      texts,
      more: {
        verdict: `case when s.status = 'won' then ${DECIDED} end`,
        ...(wanted === null ? {} : { solution: firstSolution(wanted) }),
      },
      lines: listed ? NAME_COLUMNS : [],
      ...(this.book.knownAt === null ? { where: MAY_HAVE_BEEN_WON } : {}),
      bindings: [
        ...this.decidedBefore(),
        ...(wanted?.values ?? []),
        ...(this.book.knownAt === null ? [this.asOf.end] : []),
      ],
    });
    let [deals, won] = [0, 0];
    for await (const read of pages) {
      const { standings } = read;
      const followed = this.followed(read);
      const page = followed.length === 0 ? read : await this.withIds(read);
      const histories = await this.book.learnt(followed.map((index) => idAt(page, index)));
      const decided = await this.decidedOn(readAnew(page, histories));
      const verdictTexts = page.more('verdict');
      deals += standings.length;
      for (let index = 0; index < standings.length; index += 1) {
        const found = this.winAt(page, index, histories);
        if (found !== null) {
          won += 1;
          const text = decided.get(idAt(page, index)) ?? verdictTexts[index] ?? null;
          const pause = take({ ...found.win, verdict: verdictOf(text, verdicts) }, found.record);
          if (pause !== null) await pause;
        }
        if (index % PIECE === 0) await breatheWhileReading();
      }
    }
    return (this.book.knownAt === null ? await countDeals(this.book) : deals) - won;
  }

  /** What is bound to `DECIDED`: the as-of day may end after the moment of which it is asked what was known. */
  private decidedBefore(): readonly [number, number] {
    const end = Math.min(this.asOf.end, this.book.believedAt + 1);
    return [end, end];
  }

  /** The decisions on some deals, as `DECIDED` has them. */
  private async decidedOn(dealIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const rows = await this.book.database.rowsIn<{ deal_id: string; verdict: string | null }>(
      `select s.deal_id, ${DECIDED} as verdict from deal_standings s where {in}`,
      's.deal_id',
      dealIds,
      this.decidedBefore(),
    );
    return new Map(rows.map(({ deal_id, verdict }) => [deal_id, verdict]));
  }

  /** Deals of a page that may have stood otherwise, or had another registration, by their places. */
  private followed(page: StandingsPage): readonly number[] {
    const followed: number[] = [];
    for (let index = 0; this.isPast && index < page.standings.length; index += 1) {
      if (this.hasHistory(page, index)) followed.push(index);
    }
    return followed;
  }

  /** Ids are asked for only where some are needed: of most deals nothing is looked up. */
  private async withIds(page: StandingsPage): Promise<StandingsPage> {
    if (page.ids !== null) return page;
    const rows = await this.book.rows<{ deal_id: string }>(
      `select s.deal_id from deal_standings s
       where (${MAY_HAVE_BEEN_WON}) and s.deal_id >= ? and s.deal_id <= ? order by s.deal_id`,
      [this.asOf.end, page.firstId, page.lastId],
    );
    return { ...page, ids: rows.map((row) => row.deal_id) };
  }

  private hasHistory(page: StandingsPage, index: number): boolean {
    const { standings, dealAt } = page;
    // Nothing tells of a later time, so the row says how the deal stood.
    if (!this.isToldLater(page, index) || standings.sightings(index) < 2) return false;
    const deal = dealAt(index);
    if (mayHaveDiffered(deal, this.asOf)) return true;
    const first = standings.number(index, NUMBER_AT.first);
    if (first === null || first >= this.asOf.end || standingAt(deal, this.asOf).state !== 'won') return false;
    return standings.registrationState(index) !== null || hasDates(page, index);
  }

  private winAt(
    page: StandingsPage,
    index: number,
    histories: ReadonlyMap<string, Learnt>,
  ): { readonly win: Omit<CountedWin, 'verdict'>; readonly record: WinRecord | null } | null {
    const { standings, rebuilt } = page;
    const dealId = idAt(page, index);
    const history = histories.get(dealId);
    const isWon = standings.status(index) === 'won';
    // Most deals: nothing but its row tells of it, and that says it is not won.
    if (!isWon && history === undefined) return null;
    const stood = history === undefined ? null : stoodDeal(history, this.asOf);
    const deal = stood?.deal ?? page.dealAt(index);
    if (!isWon && standingAt(deal, this.asOf).state !== 'won') return null;
    const told = stood?.told ?? rebuilt.get(dealId);
    const untold = stood === null && this.isToldLater(page, index);
    const registration = untold ? UNTOLD : (stood?.registration ?? (told && registrationOf(told)));
    const solutions = told === undefined ? wantedSolutions(page.more('solution')[index]) : told.solutions;
    const win = {
      deal,
      registrationState: registration ? registration.registrationState : standings.registrationState(index),
      wantedSolutions: deal.solutionsKnown ? solutions : null,
    };
    if (page.lines === null) return { win, record: null };
    const stored = storedRecord(standings, page.lines, index);
    const facts = stood === null ? stored : packedFacts(stood);
    const names = told === undefined ? stored : packedNames(told, registration ?? UNTOLD);
    return { win, record: { ...facts, ...names, untold } };
  }

  /**
   * Whether files tell of a deal at a later time. Where its history was not asked for, none tells of its registration by
   * the moment: either no file is of an earlier time, or none tells the state and the days at all.
   */
  private isToldLater({ standings }: StandingsPage, index: number): boolean {
    return this.isPast && standings.reaches(index, NUMBER_AT.last, this.asOf.end);
  }
}

/** Whether anything tells a day of the registration; not asked where deals are not listed. */
function hasDates({ lines, ids, rebuilt }: StandingsPage, index: number): boolean {
  const told = rebuilt.get(ids?.[index] ?? '');
  if (told !== undefined) return told.registrationSubmittedOn !== null || told.registrationDecidedOn !== null;
  if (lines === null) return false;
  const [, , , submittedOn, decidedOn] = readNames(lines.at(index));
  return submittedOn !== null || decidedOn !== null;
}

/** Ids of deals that may have been won, though the decision on them was not read with their stored rows. */
function readAnew(page: StandingsPage, histories: ReadonlyMap<string, Learnt>): readonly string[] {
  const { standings, rebuilt } = page;
  if (histories.size === 0 && rebuilt.size === 0) return [];
  const dealIds: string[] = [];
  for (let index = 0; index < standings.length; index += 1) {
    const dealId = idAt(page, index);
    if (rebuilt.has(dealId) || (standings.status(index) !== 'won' && histories.has(dealId)))
      dealIds.push(dealId);
  }
  return dealIds;
}

function idAt(page: StandingsPage, index: number): string {
  return page.ids?.[index] ?? '';
}
