import type { Deal } from '../../deals/domain/deal.js';
import { followDeal, type Learnt } from '../../deals/domain/deal-history.js';
import { NUMBER_AT } from '../../deals/domain/standing.js';
import { breatheWhileReading } from '../../kernel/breathe.js';
import { reportedDeal } from '../domain/as-it-stood.js';
import type { ListedWin } from '../domain/audit-order.js';
import { type AsOf, standingAt } from '../domain/reported-deal.js';
import type { CountedWin, ShownWin, StandingVerdict } from '../domain/won-deal.js';
import { mayHaveDiffered, registrationOf, type StoodDeal, stoodDeal, UNTOLD } from '../domain/won-then.js';
import type { BookReader } from './book-reader.js';
import { readStandings, type StandingsPage } from './standings-reader.js';
import {
  firstSolution,
  shownWins,
  solutionsAt,
  verdictOf,
  verdictText,
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
 * The deals that were won at a past moment, or as far as was known at one, as they stood: with the decision that the
 * log had of them last, and the registration that files had told of. Only deals that may have stood otherwise then are
 * followed through their history.
 */
export class PastWins {
  /** Deals that are not as their stored rows say: they are followed again when they are shown. */
  private readonly followed = new Set<string>();
  /** Deals whose registration was told later. */
  private readonly untold = new Set<string>();

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
  async eachWin(
    { texts, solutions: wanted }: WinsQuestion,
    take: (win: CountedWin, dealId: string) => void,
  ): Promise<number> {
    const verdicts = new Map<string, StandingVerdict>();
    const pages = readStandings(this.book, {
      texts,
      more: {
        id: 's.deal_id',
        verdict: `case when s.status = 'won' then ${DECIDED} end`,
        ...(wanted === null ? {} : { solution: firstSolution(wanted) }),
      },
      bindings: [...this.decidedBefore(), ...(wanted?.values ?? [])],
    });
    let notWon = 0;
    for await (const page of pages) {
      const { standings } = page;
      const histories = await this.histories(page);
      const decided = await this.decidedOn(readAnew(page, histories));
      for (let index = 0; index < standings.length; index += 1) {
        const win = this.winAt(page, index, histories);
        if (win === null) notWon += 1;
        else {
          const dealId = idAt(page, index);
          const text = decided.get(dealId) ?? page.moreAt('verdict', index);
          take({ ...win, verdict: verdictOf(text, verdicts) }, dealId);
        }
        if (index % PIECE === 0) await breatheWhileReading();
      }
    }
    return notWon;
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

  /** What is shown of won deals, page by page, each in the order it was given: after `eachWin`. */
  async *shown(pages: Iterable<readonly ListedWin[]>): AsyncGenerator<readonly ShownWin[]> {
    for await (const wins of shownWins(this.book, pages)) {
      const followed = wins.map(({ dealId }) => dealId).filter((id) => this.followed.has(id));
      const histories = await this.book.learnt(followed);
      yield wins.map((win) => ({ ...win, ...this.thenOf(win.dealId, histories) }));
    }
  }

  /** What was told of deals of a page that may have stood otherwise, or had another registration. */
  private async histories(page: StandingsPage): Promise<ReadonlyMap<string, Learnt>> {
    const wanted: string[] = [];
    for (let index = 0; this.isPast && index < page.standings.length; index += 1) {
      if (this.hasHistory(page, index)) wanted.push(idAt(page, index));
    }
    return this.book.learnt(wanted);
  }

  private hasHistory({ standings, dealAt }: StandingsPage, index: number): boolean {
    // Nothing tells of a later time, so the row says how the deal stood.
    if (!standings.reaches(index, NUMBER_AT.last, this.asOf.end) || standings.sightings(index) < 2)
      return false;
    const deal = dealAt(index);
    if (mayHaveDiffered(deal, this.asOf)) return true;
    const first = standings.number(index, NUMBER_AT.first);
    const told = first !== null && first < this.asOf.end && standings.registrationState(index) !== null;
    return told && standingAt(deal, this.asOf).state === 'won';
  }

  private winAt(
    page: StandingsPage,
    index: number,
    histories: ReadonlyMap<string, Learnt>,
  ): Omit<CountedWin, 'verdict'> | null {
    const { standings, rebuilt } = page;
    const dealId = idAt(page, index);
    const history = histories.get(dealId);
    const isWon = standings.status(index) === 'won';
    // Most deals: nothing but its row tells of it, and that says it is not won.
    if (!isWon && history === undefined) return null;
    const stood = history === undefined ? null : stoodDeal(history, this.asOf);
    const deal = stood?.deal ?? page.dealAt(index);
    if (!isWon && standingAt(deal, this.asOf).state !== 'won') return null;
    if (stood !== null || rebuilt.has(dealId)) this.followed.add(dealId);
    const told = stood?.told ?? rebuilt.get(dealId);
    const solutions = told === undefined ? solutionsAt(page, index) : told.solutions;
    return {
      deal,
      registrationState: stood === null ? this.toldAt(page, index) : stood.registration.registrationState,
      wantedSolutions: deal.solutionsKnown ? solutions : null,
    };
  }

  /** The state of the registration by the row of a deal whose history says nothing else of it. */
  private toldAt(page: StandingsPage, index: number): CountedWin['registrationState'] {
    const { standings } = page;
    if (!this.isPast || !standings.reaches(index, NUMBER_AT.last, this.asOf.end)) {
      return standings.registrationState(index);
    }
    // Either no file is of an earlier time, or none tells the state; then one may tell the days all the same.
    const dealId = idAt(page, index);
    if (standings.reaches(index, NUMBER_AT.first, this.asOf.end)) this.untold.add(dealId);
    else this.followed.add(dealId);
    return null;
  }

  private thenOf(dealId: string, histories: ReadonlyMap<string, Learnt>): Partial<ShownWin> {
    const history = histories.get(dealId);
    if (history === undefined) return this.untold.has(dealId) ? UNTOLD : {};
    const stood = this.isPast ? stoodDeal(history, this.asOf) : lastKnown(history);
    if (stood === null) return {};
    const { deal, told, registration } = stood;
    const untold = this.untold.has(dealId) ? UNTOLD : registration;
    return { deal, name: told.name, customerName: told.customerName, ...untold };
  }
}

function lastKnown(learnt: Learnt): StoodDeal | null {
  const told: Deal | null = followDeal(learnt);
  return told === null ? null : { deal: reportedDeal(told), told, registration: registrationOf(told) };
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
