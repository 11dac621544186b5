import { PackedStandings } from '../../deals/domain/standing.js';
import { SortedSpool } from '../spool/sorted-spool.js';
import type { ShownWin, StandingVerdict } from '../domain/won-deal.js';
import { PackedDeal } from './packed-deal.js';
import type { Names, WinRecord } from './win-record.js';

/** Deals that are shown at a time. */
const PAGE = 400;

/** Bytes before a record's facts: which verdict it has, and whether its registration is untold. */
const HEAD = 4;

/** The won deals of an audit, which come in order of id and are shown in another. */
export class ListedWins {
  private readonly spool = new SortedSpool();
  private readonly verdicts: (StandingVerdict | null)[] = [];
  private readonly places = new Map<StandingVerdict | null, number>();
  private readonly head = Buffer.alloc(HEAD);

  /**
   * Takes a deal in.
   * @param place as `auditPlace` has it.
   * @returns as `SortedSpool.end`.
   */
  add(place: number, verdict: StandingVerdict | null, record: WinRecord): Promise<void> | null {
    const { spool, head } = this;
    head.writeUInt32LE(this.placeOf(verdict) * 2 + (record.untold ? 1 : 0));
    spool.begin(place);
    spool.append(head, 0, HEAD);
    spool.append(record.facts, record.factsAt, record.factsAt + PackedStandings.size);
    spool.append(record.names, record.namesAt, record.namesEnd);
    return spool.end();
  }

  /**
   * The deals in order, page by page; what a deal says is good until the next page is asked for. To be read once, when
   * all were added.
   * @throws DomainError as `SortedSpool.pages`.
   */
  async *pages(): AsyncGenerator<readonly ShownWin[]> {
    const page = new WinPage();
    const records = this.spool.pages(PAGE, (bytes, start, end) => page.add(bytes, start, end));
    for await (const heads of records) yield page.take(heads, this.verdicts);
  }

  /** Gives back what it holds. Nothing can be added or read after that. */
  close(): Promise<void> {
    return this.spool.close();
  }

  private placeOf(verdict: StandingVerdict | null): number {
    const known = this.places.get(verdict);
    if (known !== undefined) return known;
    this.verdicts.push(verdict);
    this.places.set(verdict, this.verdicts.length - 1);
    return this.verdicts.length - 1;
  }
}

const LIST = '['.charCodeAt(0);
const COMMA = ','.charCodeAt(0);

/** A page of deals in bytes, which is filled and read again and again. */
class WinPage {
  private readonly facts = Buffer.allocUnsafe(PAGE * PackedStandings.size);
  /** JSON of a list of `Names`, without its end. */
  private names = Buffer.allocUnsafe(PAGE * 128);
  private used = 0;
  private deals = 0;

  /** Takes a record in. @returns its first bytes, as a number. */
  add(bytes: Buffer, start: number, end: number): number {
    const { size } = PackedStandings;
    const named = start + HEAD + size;
    bytes.copy(this.facts, this.deals * size, start + HEAD, named);
    const used = this.used + 1 + end - named;
    if (used > this.names.length) this.names = Buffer.concat([this.names], used * 2);
    this.names[this.used] = this.deals === 0 ? LIST : COMMA;
    bytes.copy(this.names, this.used + 1, named, end);
    this.used = used;
    this.deals += 1;
    return bytes.readUInt32LE(start);
  }

  /** The deals that were added, whose `heads` those are; `verdicts` by their places. Begins anew with the next. */
  take(heads: readonly number[], verdicts: readonly (StandingVerdict | null)[]): readonly ShownWin[] {
    const names: readonly Names[] = JSON.parse(`${this.names.toString('utf8', 0, this.used)}]`);
    const standings = new PackedStandings(this.facts.subarray(0, this.deals * PackedStandings.size));
    this.used = 0;
    this.deals = 0;
    return names.map((called, index) => {
      const head = heads[index] ?? 0;
      return shownWin(standings, index, called, verdicts[head >>> 1] ?? null, head % 2 === 1);
    });
  }
}

function shownWin(
  standings: PackedStandings,
  index: number,
  [dealId, name, customerName, submittedOn, decidedOn]: Names,
  verdict: StandingVerdict | null,
  untold: boolean,
): ShownWin {
  return {
    dealId,
    deal: new PackedDeal(standings, {}, index),
    name,
    customerName,
    registrationState: untold ? null : standings.registrationState(index),
    registrationSubmittedOn: untold ? null : submittedOn,
    registrationDecidedOn: untold ? null : decidedOn,
    verdict,
  };
}
