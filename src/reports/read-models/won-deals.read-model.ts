import { z } from 'zod';
import type { RegistrationState } from '../../deals/domain/deal.js';
import { DomainError } from '../../kernel/errors.js';
import type { Outcome } from '../../policies/domain/outcome.js';
import { type AuditException, exceptionOf } from '../domain/audit-exceptions.js';
import type { DealFilter } from '../domain/deal-filter.js';
import type { PolicyWords, WonDeal } from '../domain/won-deal.js';
import { type BookReader, PAGE } from './book-reader.js';
import { DEAL_COLUMNS, type DealRow, toReportedDeal } from './deal-columns.js';

interface WonRow extends DealRow {
  readonly name: string | null;
  readonly customer_name: string | null;
  readonly registration_state: RegistrationState | null;
  readonly registration_submitted_on: string | null;
  readonly registration_decided_on: string | null;
  readonly outcome: Outcome | null;
  readonly policy_version: string | null;
  readonly policy_hash: string | null;
  readonly pass_mask: number | null;
  readonly fail_mask: number | null;
  readonly wanted_solution: string | null;
}

/** The first question marks are those of the solutions that the report is narrowed to. */
const selectWon = (
  wanted: readonly string[],
): string => `select ${DEAL_COLUMNS}, d.name, d.customer_name, d.registration_state,
  d.registration_submitted_on, d.registration_decided_on,
  v.outcome, v.policy_version, v.policy_hash, v.pass_mask, v.fail_mask,
  ${wanted.length === 0 ? 'null' : firstSolution(wanted)} as wanted_solution
  from deals d left join verdicts v on v.deal_id = d.deal_id where d.status = 'won'`;

/** A solution of the deal that is one of those wanted, null when it has none of them. */
function firstSolution(wanted: readonly string[]): string {
  const marks = wanted.map(() => '?').join(', ');
  return `(select min(s.solution_id) from deal_solutions s
    where s.deal_id = d.deal_id and s.solution_id in (${marks}))`;
}

type Bindings = readonly (string | number | null)[];

/** A place in the order of the won deals: the UTC day won, then the deal id. */
interface Place {
  readonly day: string;
  readonly dealId: string;
}

/** How many deals of the book are not won. */
export async function countNotWon(book: BookReader): Promise<number> {
  const rows = await book.rows<{ deals: number }>(
    `select count(*) as deals from deals where status <> 'won'`,
  );
  return rows[0]?.deals ?? 0;
}

/**
 * The won deals in pages: by UTC day won and deal id, those of unknown day last. With an exception, only the deals
 * it is about: reading once for each exception puts the exceptions first without sorting a million deals.
 */
export async function* wonDeals(
  book: BookReader,
  filter: DealFilter,
  exception: AuditException | null = null,
): AsyncGenerator<readonly WonDeal[]> {
  const wanted = filter.solutions ?? [];
  const about = exception === null ? { sql: '', bindings: [] } : conditionOf(exception);
  const dated = (place: Place | null): [string, Bindings] =>
    place === null
      ? ['and d.closed_on is not null', []]
      : ['and (d.closed_on, d.deal_id) > (?, ?)', [place.day, place.dealId]];
  const undated = (place: Place | null): [string, Bindings] => [
    'and d.closed_on is null and d.deal_id > ?',
    [place?.dealId ?? ''],
  ];
  for (const after of [dated, undated]) {
    for (let place: Place | null = null; ;) {
      const [where, bindings]: [string, Bindings] = after(place);
      const rows: readonly WonRow[] = await book.rows<WonRow>(
        `${selectWon(wanted)} ${where} ${about.sql} order by d.closed_on, d.deal_id limit ${PAGE}`,
        [...wanted, ...bindings, ...about.bindings],
      );
      const last: WonRow | undefined = rows.at(-1);
      if (last === undefined) break;
      const deals = rows.map(toWonDeal);
      yield exception === null ? deals : deals.filter((won) => isAbout(exception, won));
      place = { day: last.closed_on ?? '', dealId: last.deal_id };
    }
  }
}

function isAbout(exception: AuditException, won: WonDeal): boolean {
  return exceptionOf(won.verdict?.outcome ?? null, won.registrationState) === exception;
}

/** Narrows the select to deals that an exception may be about; the domain decides. */
function conditionOf(exception: AuditException): { sql: string; bindings: Bindings } {
  const parts = [oneOf('v.outcome', exception.outcomes)];
  if (exception.registrations !== null) parts.push(oneOf('d.registration_state', exception.registrations));
  return {
    sql: parts.map(({ sql }) => `and ${sql}`).join(' '),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}

/**
 * A condition that no index serves, so that the deals stay in the order of their own: found by their outcome they would
 * have to be sorted for each page. No value is an empty text.
 */
function oneOf(column: string, values: readonly (string | null)[]): { sql: string; bindings: string[] } {
  const marks = values.map(() => '?').join(', ');
  return { sql: `coalesce(${column}, '') in (${marks})`, bindings: values.map((value) => value ?? '') };
}

function toWonDeal(row: WonRow): WonDeal {
  const deal = toReportedDeal(row);
  const held = row.wanted_solution === null ? [] : [{ solutionId: row.wanted_solution, name: null }];
  return {
    deal,
    wantedSolutions: deal.solutionsKnown ? held : null,
    name: row.name,
    customerName: row.customer_name,
    registrationState: row.registration_state,
    registrationSubmittedOn: row.registration_submitted_on,
    registrationDecidedOn: row.registration_decided_on,
    verdict:
      row.outcome === null
        ? null
        : {
            outcome: row.outcome,
            policyVersion: row.policy_version,
            policyHash: row.policy_hash,
            passMask: row.pass_mask ?? 0,
            failMask: row.fail_mask ?? 0,
          },
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
 * The words of every recorded policy version, by content hash.
 * @throws DomainError `internal` when a recorded version cannot be read.
 */
export async function policyWords(book: BookReader): Promise<ReadonlyMap<string, PolicyWords>> {
  const rows = await book.rows<{ version: string; hash: string; content: string; from: string | null }>(
    `select p.version, p.hash, p.content, min(m.effective_from) as "from"
     from policy_versions p
     left join rule_set_members m on m.policy = p.policy and m.version = p.version and m.hash = p.hash
     group by p.version, p.hash, p.content
     order by p.version, p.hash`,
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
