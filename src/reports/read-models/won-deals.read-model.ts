import { z } from 'zod';
import type { DealType, RegistrationState } from '../../deals/domain/deal.js';
import { breatheWhileReading } from '../../kernel/breathe.js';
import { DomainError } from '../../kernel/errors.js';
import { readAhead } from '../../kernel/read-ahead.js';
import { OUTCOMES } from '../../policies/domain/outcome.js';
import type { DealFilter } from '../domain/deal-filter.js';
import type { ListedWin } from '../domain/audit-order.js';
import type { CountedWin, PolicyWords, ShownWin, StandingVerdict } from '../domain/won-deal.js';
import type { BookReader } from './book-reader.js';
import { readStandings, type StandingsPage } from './standings-reader.js';

/** Deals after which others may be let in, and the reading of the next ones goes on. */
const PIECE = 256;

/** How many deals of the book are not won. */
export async function countNotWon(book: BookReader): Promise<number> {
  const rows = await book.rows<{ deals: number }>(
    `select count(*) as deals from deals where status <> 'won'`,
  );
  return rows[0]?.deals ?? 0;
}

/** SQL of a verdict in one text (`verdictOf`) of a row named so: most deals have been judged as others were. */
export function verdictText(row: string): string {
  const [hash, version] = [`coalesce(${row}.policy_hash, '')`, `coalesce(${row}.policy_version, '')`];
  return [`${row}.outcome`, `${row}.pass_mask`, `${row}.fail_mask`, hash, version].join(` || '|' || `);
}

/**
 * SQL of a solution of the deal `s` that is one of those wanted, null when it has none of them; where a deal without
 * any is wanted too, whatever solution it has.
 */
export function firstSolution({ values, none }: NonNullable<DealFilter['solutions']>): string {
  const first = `select min(h.solution_id) from deal_solutions h where h.deal_id = s.deal_id`;
  const wanted = values.length === 0 ? [] : [`(${first} and h.solution_id in (${marksFor(values)}))`];
  const parts = [...wanted, ...(none ? [`(${first})`] : [])];
  return parts.length === 1 ? parts.join('') : `coalesce(${parts.join(', ')})`;
}

function marksFor(values: readonly string[]): string {
  return values.map(() => '?').join(', ');
}

/** What is asked of won deals: the texts that are read of them, and the solutions that the report is narrowed to. */
export type WinsQuestion = Pick<DealFilter, 'texts' | 'solutions'>;

/** Calls `take` with every won deal, in order of id. */
export async function eachWin(
  book: BookReader,
  { texts, solutions: wanted }: WinsQuestion,
  take: (win: CountedWin, dealId: string) => void,
): Promise<void> {
  const verdicts = new Map<string, StandingVerdict>();
  const pages = readStandings(book, {
    texts,
    more: {
      id: 's.deal_id',
      verdict: verdictText('v'),
      ...(wanted === null ? {} : { solution: firstSolution(wanted) }),
    },
    from: 'left join verdicts v on v.deal_id = s.deal_id',
    where: `and s.status = 'won'`,
    bindings: wanted?.values ?? [],
  });
  for await (const page of pages) {
    for (let index = 0; index < page.standings.length; index += 1) {
      const deal = page.dealAt(index);
      const win = {
        deal,
        registrationState: page.standings.registrationState(index),
        verdict: verdictOf(page.moreAt('verdict', index), verdicts),
        wantedSolutions: deal.solutionsKnown ? solutionsAt(page, index) : null,
      };
      take(win, page.moreAt('id', index) ?? '');
      if (index % PIECE === 0) await breatheWhileReading();
    }
  }
}

/** What `firstSolution` found of a deal by its place in a page. */
export function solutionsAt(page: StandingsPage, index: number): NonNullable<CountedWin['wantedSolutions']> {
  const solutionId = page.moreAt('solution', index);
  return solutionId === null ? [] : [{ solutionId, name: null }];
}

/**
 * The verdict of a `verdictText`; `known` keeps those that were met before.
 * @throws RangeError for an outcome that there is none of.
 */
export function verdictOf(text: string | null, known: Map<string, StandingVerdict>): StandingVerdict | null {
  if (text === null) return null;
  const held = known.get(text);
  if (held !== undefined) return held;
  const [said = '', pass = '', fail = '', hash = '', version = ''] = text.split('|');
  const outcome = OUTCOMES.find((one) => one === said);
  if (outcome === undefined) throw new RangeError(`There is no outcome ${said}.`);
  const verdict = {
    outcome,
    policyVersion: version === '' ? null : version,
    policyHash: hash === '' ? null : hash,
    passMask: Number(pass),
    failMask: Number(fail),
  };
  known.set(text, verdict);
  return verdict;
}

/** What people call a deal and its customer. */
const NAMES = ['d.name', 'd.customer_name'];

/** What else is read of a won deal to show it. */
const SHOWN = [
  'd.deal_id',
  'd.deal_type',
  'd.created_at',
  'd.created_on',
  'd.closed_at',
  'd.closed_on',
  'd.closed_not_before',
  'd.closed_not_after',
  'd.value_minor',
  'd.currency',
  'd.registration_state',
  'd.registration_submitted_on',
  'd.registration_decided_on',
];

type Text = string | null;
type Whole = number | null;
/** A list of `NAMES`. */
type NamesRow = readonly [name: Text, customerName: Text];
/** A list of `SHOWN`. */
type ShownRow = readonly [
  dealId: string,
  dealType: DealType | null,
  createdAt: Whole,
  createdOn: Text,
  closedAt: Whole,
  closedOn: Text,
  closedNotBefore: Whole,
  closedNotAfter: Whole,
  valueMinor: Whole,
  currency: Text,
  registrationState: RegistrationState | null,
  submittedOn: Text,
  decidedOn: Text,
];

/**
 * What is shown of won deals, page by page, each in the order it was given. The database makes one text of a page, and
 * makes it while the page before is written: others are let in by who writes, since asking only after that would put the
 * database to work when the page before is nearly done.
 */
export function shownWins(
  book: BookReader,
  pages: Iterable<readonly ListedWin[]>,
): AsyncGenerator<readonly ShownWin[]> {
  return readAhead(shownPages(book, pages), 1);
}

async function* shownPages(
  book: BookReader,
  pages: Iterable<readonly ListedWin[]>,
): AsyncGenerator<readonly ShownWin[]> {
  for (const wins of pages) yield await readShown(book, wins);
}

async function readShown(book: BookReader, wins: readonly ListedWin[]): Promise<readonly ShownWin[]> {
  const { database } = book;
  // Names are a text of their own: one in another script makes a text twice as wide, and slow to read as a whole.
  const [row] = await database.rowsIn<{ rows: string | null; names: string | null }>(
    `select ${database.jsonArray(database.jsonRow(SHOWN))} as rows, ${database.jsonArray(database.jsonRow(NAMES))} as names
       from deals d where {in}`,
    'd.deal_id',
    wins.map(({ dealId }) => dealId),
  );
  const rows: readonly ShownRow[] = JSON.parse(row?.rows ?? '[]');
  const names: readonly NamesRow[] = JSON.parse(row?.names ?? '[]');
  const places = new Map(rows.map(([dealId], place) => [dealId, place]));
  const shown: ShownWin[] = [];
  for (const { dealId, verdict } of wins) {
    const place = places.get(dealId) ?? -1;
    const [found, called] = [rows[place], names[place]];
    if (found !== undefined && called !== undefined) shown.push(toShownWin(found, called, verdict));
  }
  return shown;
}

function toShownWin(
  row: ShownRow,
  [name, customerName]: NamesRow,
  verdict: StandingVerdict | null,
): ShownWin {
  const [
    dealId,
    dealType,
    createdAt,
    createdOn,
    closedAt,
    closedOn,
    closedNotBefore,
    closedNotAfter,
    valueMinor,
    currency,
    registrationState,
    registrationSubmittedOn,
    registrationDecidedOn,
  ] = row;
  return {
    dealId,
    deal: {
      dealType,
      valueMinor,
      currency,
      status: 'won',
      created: { at: createdAt, on: createdOn },
      closed: { at: closedAt, on: closedOn },
      closedNotBefore,
      closedNotAfter,
    },
    name,
    customerName,
    registrationState,
    registrationSubmittedOn,
    registrationDecidedOn,
    verdict,
  };
}

const policyContent = z.object({
  criteria: z.array(
    z.object({
      id: z.string(),
      title: z.object({ en: z.string() }),
      because: z.object({ en: z.string() }),
    }),
  ),
});

/**
 * The words of every recorded policy version, by content hash. The days of a version are no part of its content, and a
 * later set of rules may tell others.
 * @throws DomainError `internal` when a recorded version cannot be read.
 */
export async function policyWords(book: BookReader): Promise<ReadonlyMap<string, PolicyWords>> {
  const rows = await book.rows<{ version: string; hash: string; content: string; from: string | null }>(
    `select p.version, p.hash, p.content, min(m.effective_from) as "from"
     from policy_versions p
     left join rule_set_members m on m.policy = p.policy and m.version = p.version and m.hash = p.hash
       and not exists (select 1 from rule_sets s where s.rule_set_id = m.rule_set_id and s.recorded_at > ?)
     group by p.version, p.hash, p.content
     order by p.version, p.hash`,
    [book.believedAt],
  );
  return new Map(
    rows.map(({ version, hash, content, from }) => {
      const read = policyContent.safeParse(JSON.parse(content));
      if (!read.success) {
        throw new DomainError('internal', `The recorded policy version ${version} (${hash}) cannot be read.`);
      }
      const criteria = read.data.criteria.map(({ id, title, because }) => ({
        id,
        title: title.en,
        because: because.en,
      }));
      return [hash, { version, hash, from, criteria }];
    }),
  );
}
