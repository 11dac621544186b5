import type { Deal } from '../../deals/domain/deal.js';
import { followDeal } from '../../deals/domain/deal-history.js';
import { PackedStandings } from '../../deals/domain/standing.js';
import { STANDING_COLUMNS, standingRow } from '../../deals/standings.store.js';
import type { BookReader } from './book-reader.js';
import type { TextLines } from './text-lines.js';

/** Rows of deals as they were read: their packed numbers one after another, and texts by column, deal by deal. */
export interface StandingRows {
  readonly facts: string | Buffer;
  readonly texts: ReadonlyMap<string, readonly (string | null)[]>;
  /** Further texts that are not looked at; as they are stored, of rebuilt deals too. */
  readonly lines: TextLines | null;
}

/** The same as the book knew them at an earlier instant. */
export interface KnownRows extends StandingRows {
  /** Deals of which more was learnt since, as they followed from what was known, by id. */
  readonly rebuilt: ReadonlyMap<string, Deal>;
}

/**
 * Rows of deals as they would have been read at an earlier instant: of a deal of which something was learnt since, the
 * row is made anew from what was known then; a deal that the book did not have yet is left out.
 * @param dealIds of the rows, in their order.
 * @param knownAt epoch ms.
 */
export async function rowsAsKnown(
  book: BookReader,
  rows: StandingRows,
  dealIds: readonly string[],
  knownAt: number,
): Promise<KnownRows> {
  const changed = await learntSince(book, dealIds, knownAt);
  const rebuilt = new Map<string, Deal>();
  if (changed.size === 0) return { ...rows, rebuilt };
  const learnt = await book.learnt([...changed]);
  const cellsOf = new Map<string, ReadonlyMap<string, string | number | null>>();
  for (const [dealId, known] of learnt) {
    const deal = followDeal(known);
    if (deal === null) continue;
    rebuilt.set(dealId, deal);
    const cells = standingRow(deal, known.sightings, known.counterparts);
    cellsOf.set(dealId, new Map(STANDING_COLUMNS.map(({ name }, index) => [name, cells[index] ?? null])));
  }
  const places = [...dealIds.keys()].filter((place) => {
    const dealId = dealIds[place] ?? '';
    return !changed.has(dealId) || rebuilt.has(dealId);
  });
  const [facts, length] = [String(rows.facts), PackedStandings.textLength];
  const cell = (name: string, place: number, stored: string | null): string | null => {
    const made = cellsOf.get(dealIds[place] ?? '');
    const told = made?.get(name);
    return told === undefined ? stored : told === null ? null : String(told);
  };
  return {
    facts: places
      .map((place) => cell('facts', place, facts.slice(place * length, (place + 1) * length)))
      .join(''),
    texts: new Map(
      [...rows.texts].map(([name, texts]) => [
        name,
        places.map((place) => cell(name, place, texts[place] ?? null)),
      ]),
    ),
    lines: rows.lines?.pick(places) ?? null,
    rebuilt,
  };
}

/** Those of the deals, which are in order of id, of which something was learnt after an instant. */
async function learntSince(
  book: BookReader,
  dealIds: readonly string[],
  knownAt: number,
): Promise<ReadonlySet<string>> {
  const bounds = [dealIds[0] ?? '', dealIds.at(-1) ?? '', knownAt];
  const since = 'deal_id >= ? and deal_id <= ? and recorded_at > ?';
  const rows = await book.rows<{ deal_id: string }>(
    `select deal_id from sightings where ${since} union select deal_id from deals where ${since}`,
    [...bounds, ...bounds],
  );
  return new Set(rows.map((row) => row.deal_id));
}
