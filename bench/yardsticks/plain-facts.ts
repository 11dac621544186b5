import type { Engine } from '../../src/database/dialect.js';

/** The columns that `plainFacts` gives. */
export interface PlainFacts {
  readonly deal_id: string;
  readonly version: number;
  readonly status: string;
  /** The UTC day that rules and incentives count on: the won day, else the day of evaluation. */
  readonly day: string;
  readonly deal_type: string | null;
  readonly microsoft_invited: number | null;
  readonly microsoft_status: string | null;
  readonly eligible_solution: number | null;
  /** Milliseconds from creation to winning; null for a deal that is not won, or won before it was created. */
  readonly gap_ms: number | null;
}

/**
 * What the shipped rules ask of deals, as somebody writes it who knows the data: every deal of the book was told with
 * its instants of creation and closing, so a day is known or not there at all. The question mark stands for the day of
 * evaluation, and `where` narrows the deals `d`.
 */
export function plainFacts(engine: Engine, where: string): string {
  const wonDay =
    engine === 'sqlite'
      ? "date(d.closed_at / 1000, 'unixepoch')"
      : "to_char(to_timestamp(d.closed_at / 1000) at time zone 'UTC', 'YYYY-MM-DD')";
  return `
    select d.deal_id, d.version, d.status, d.day, d.deal_type, d.microsoft_invited, d.microsoft_status,
           case when exists (${HELD}) then 1 when d.solutions_known = 1 and not exists (${UNCATALOGUED}) then 0
           end as eligible_solution,
           case when d.status = 'won' and d.closed_at >= d.created_at then d.closed_at - d.created_at end as gap_ms
      from (select *, case when status = 'won' then ${wonDay} else ? end as day from deals d) d
     ${where}`;
}

const HELD = `select 1 from deal_solutions h
    join solutions s on s.solution_id = h.solution_id and s.recorded_until is null
    join solution_incentives i on i.solution_id = s.solution_id and i.as_of = s.as_of and i.recorded_until is null
   where h.deal_id = d.deal_id and i.valid_from <= d.day and (i.valid_until is null or i.valid_until > d.day)`;

const UNCATALOGUED = `select 1 from deal_solutions h
   where h.deal_id = d.deal_id
     and not exists (select 1 from solutions s where s.solution_id = h.solution_id and s.recorded_until is null)`;
