import { z } from 'zod';
import { breatheWhileReading } from '../../kernel/breathe.js';
import { DomainError } from '../../kernel/errors.js';
import { OUTCOMES } from '../../policies/domain/outcome.js';
import type { DealFilter } from '../domain/deal-filter.js';
import type { CountedWin, PolicyWords, StandingVerdict } from '../domain/won-deal.js';
import type { BookReader } from './book-reader.js';
import { NAME_COLUMNS, storedRecord, type WinRecord } from './win-record.js';
import { readStandings } from './standings-reader.js';

/** Deals after which others may be let in, and the reading of the next ones goes on. */
const PIECE = 256;

/** How many deals of the book are not won. */
export async function countNotWon(book: BookReader): Promise<number> {
  const rows = await book.rows<{ deals: number }>(
    `select count(*) as deals from deals where status <> 'won'`,
  );
  return rows[0]?.deals ?? 0;
}

/** How many deals the book has. */
export async function countDeals(book: BookReader): Promise<number> {
  const rows = await book.rows<{ deals: number }>('select count(*) as deals from deals');
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
export interface WinsQuestion extends Pick<DealFilter, 'texts' | 'solutions'> {
  /** Whether they are listed, too, and not only counted. */
  readonly listed: boolean;
}

/** Takes a won deal; what it returns, if anything, is awaited before the next. `record` is null where none are listed. */
export type TakeWin = (win: CountedWin, record: WinRecord | null) => Promise<void> | null;

/** Calls `take` with every won deal, in order of id. */
export async function eachWin(
  book: BookReader,
  { texts, solutions: wanted, listed }: WinsQuestion,
  take: TakeWin,
): Promise<void> {
  const verdicts = new Map<string, StandingVerdict>();
  const pages = readStandings(book, {
    texts,
    more: {
      verdict: verdictText('v'),
      ...(wanted === null ? {} : { solution: firstSolution(wanted) }),
    },
    lines: listed ? NAME_COLUMNS : [],
    from: 'left join verdicts v on v.deal_id = s.deal_id',
    where: `s.status = 'won'`,
    bindings: wanted?.values ?? [],
  });
  for await (const page of pages) {
    const { standings, lines } = page;
    const [verdictTexts, solutions] = [page.more('verdict'), page.more('solution')];
    for (let index = 0; index < standings.length; index += 1) {
      const deal = page.dealAt(index);
      const win = {
        deal,
        registrationState: standings.registrationState(index),
        verdict: verdictOf(verdictTexts[index] ?? null, verdicts),
        wantedSolutions: deal.solutionsKnown ? wantedSolutions(solutions[index]) : null,
      };
      const pause = take(win, lines === null ? null : storedRecord(standings, lines, index));
      if (pause !== null) await pause;
      if (index % PIECE === 0) await breatheWhileReading();
    }
  }
}

const NONE_WANTED: NonNullable<CountedWin['wantedSolutions']> = [];

/** The solution that `firstSolution` found of a deal, as a list. */
export function wantedSolutions(
  solutionId: string | null | undefined,
): NonNullable<CountedWin['wantedSolutions']> {
  return typeof solutionId === 'string' ? [{ solutionId, name: null }] : NONE_WANTED;
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
