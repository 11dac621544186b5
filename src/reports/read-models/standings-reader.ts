import type { Deal } from '../../deals/domain/deal.js';
import { PackedStandings } from '../../deals/domain/standing.js';
import { readAhead } from '../../kernel/read-ahead.js';
import type { DealText, ReportedDeal } from '../domain/reported-deal.js';
import type { BookReader } from './book-reader.js';
import { type KnownRows, rowsAsKnown } from './known-standings.js';
import { TextLines } from './text-lines.js';
import { type DealTexts, PackedDeal } from './packed-deal.js';

/** Deals whose rows a statement reads at a time, as one text for each column. */
const PAGE = 4000;

const COLUMNS: Readonly<Record<DealText, string>> = {
  campaignId: 'campaign_id',
  location: 'location',
  country: 'customer_country',
  organisationId: 'organisation_id',
  statusReason: 'status_reason',
};

interface PageRow {
  readonly first: string | null;
  readonly last: string | null;
  /** Null, as the ids, where there is no deal. */
  readonly facts: string | Buffer | null;
  /** A line for each deal; absent where none are asked for. */
  readonly lines?: string | Buffer;
  /** A JSON text for each column, by its name. */
  readonly [column: `text_${string}`]: string | null;
}

/** What is read of deals beside their numbers. */
export interface StandingsQuestion {
  readonly texts: readonly DealText[];
  /** Further texts: SQL over `s`, the row of a deal, and what is joined to it; by name. */
  readonly more?: Readonly<Record<string, string>>;
  /** Columns of `s` that are wanted as bytes, to be kept and not looked at. */
  readonly lines?: readonly string[];
  /** What is joined, and the condition of the deals that are wanted; else all are. */
  readonly from?: string;
  readonly where?: string;
  /** Values of the question marks in `more` and `where`. */
  readonly bindings?: readonly (string | number)[];
}

/** Some deals in order of id, as reports know them. There may be none of which anything was known. */
export interface StandingsPage {
  readonly standings: PackedStandings;
  readonly firstId: string;
  readonly lastId: string;
  /** Their ids, where the book is read as it was known at an earlier instant. */
  readonly ids: readonly string[] | null;
  /** Deals of which more was learnt since that instant, by id: what else is stored of them is newer. */
  readonly rebuilt: ReadonlyMap<string, Deal>;
  /** A deal by its place in the page; texts that were not asked for are null. */
  dealAt(index: number): ReportedDeal;
  /** One of the further texts, of all deals of the page; of none where it was not asked for. */
  more(name: string): readonly (string | null)[];
  /** For each deal the JSON list of what `lines` asked for; null where nothing was asked for. */
  readonly lines: TextLines | null;
}

/**
 * Reads the narrow rows of all deals in pages, in order of id, with the texts that are asked for. The database puts a
 * page together in one text for each column, since a driver takes longer to make a row than a report to count a deal;
 * it reads the next page while one is counted.
 */
export function readStandings(book: BookReader, question: StandingsQuestion): AsyncGenerator<StandingsPage> {
  return readAhead(pages(book, question), 1);
}

async function* pages(book: BookReader, question: StandingsQuestion): AsyncGenerator<StandingsPage> {
  for (let after = ''; ;) {
    const page = await readPage(book, question, after);
    if (page === null) return;
    yield page;
    after = page.lastId;
  }
}

async function readPage(
  book: BookReader,
  { texts, more = {}, lines = [], from = '', where = 'true', bindings = [] }: StandingsQuestion,
  after: string,
): Promise<StandingsPage | null> {
  const { knownAt, database } = book;
  const columns = [
    ...texts.map((text) => [COLUMNS[text], `s.${COLUMNS[text]}`] as const),
    ...Object.entries({ ...(knownAt === null ? {} : { id: 's.deal_id' }), ...more }),
  ];
  const lists = columns.map(([name]) => `, ${database.jsonArray(name)} as text_${name}`);
  const selected = columns.map(([name, sql]) => `, ${sql} as ${name}`);
  if (lines.length > 0) {
    const line = database.jsonRow(lines.map((column) => `s.${column}`));
    selected.push(`, cast(${line} as text) as line`);
    // JSON has no line breaks of its own.
    lists.push(`, ${database.longText(`string_agg(line, '\n')`)} as lines`);
  }
  const [row] = await book.rows<PageRow>(
    `select min(deal_id) as first, max(deal_id) as last, ${database.longText("string_agg(facts, '')")} as facts${lists.join('')}
     from (select s.deal_id, s.facts${selected.join('')}
             from deal_standings s ${from} where (${where}) and s.deal_id > ? order by s.deal_id limit ${PAGE}) page`,
    [...bindings, after],
  );
  if (row === undefined || row.facts === null || row.first === null || row.last === null) return null;
  const stored = {
    facts: row.facts,
    texts: new Map(columns.map(([name]) => [name, textsOf(row[`text_${name}`] ?? '[]')])),
    lines: row.lines === undefined ? null : TextLines.of(row.lines),
  };
  const bounds = { firstId: row.first, lastId: row.last };
  if (knownAt === null) return pageOf({ ...stored, rebuilt: NONE_REBUILT }, bounds, texts);
  const dealIds = (stored.texts.get('id') ?? []).map(String);
  return pageOf(await rowsAsKnown(book, stored, dealIds, knownAt), bounds, texts);
}

const NONE_REBUILT: KnownRows['rebuilt'] = new Map();

function pageOf(
  rows: KnownRows,
  bounds: Pick<StandingsPage, 'firstId' | 'lastId'>,
  texts: readonly DealText[],
): StandingsPage {
  const standings = PackedStandings.of(rows.facts);
  const held: DealTexts = Object.fromEntries(
    texts.map((text) => [text, rows.texts.get(COLUMNS[text]) ?? []]),
  );
  const ids = rows.texts.get('id');
  return {
    standings,
    ...bounds,
    ids: ids === undefined ? null : ids.map((id) => id ?? ''),
    rebuilt: rows.rebuilt,
    dealAt: (index) => new PackedDeal(standings, held, index),
    more: (name) => rows.texts.get(name) ?? [],
    lines: rows.lines,
  };
}

function textsOf(json: string): readonly (string | null)[] {
  const texts: unknown = JSON.parse(json);
  return Array.isArray(texts) ? texts : [];
}
