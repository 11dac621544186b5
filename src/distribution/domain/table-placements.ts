/**
 * Where the rows of a table are once the book is spread over several machines by Citus: `distributed` by the digest of
 * a column, beside the rows of another table that have the same value there; as a `reference` table whole on every
 * machine; or `local`, on the coordinator alone.
 */
export type Placement =
  | { readonly is: 'distributed'; readonly by: string; readonly beside: string | null }
  | { readonly is: 'reference' }
  | { readonly is: 'local' };

/** A table of the book and where its rows belong. */
export interface PlacedTable {
  readonly table: string;
  readonly placement: Placement;
}

const distributed = (table: string, by: string, beside: string | null): PlacedTable => ({
  table,
  placement: { is: 'distributed', by, beside },
});
const reference = (table: string): PlacedTable => ({ table, placement: { is: 'reference' } });
const local = (table: string): PlacedTable => ({ table, placement: { is: 'local' } });

/**
 * Every table of the database, in the order in which they are distributed. A migration that adds a table says here
 * where its rows belong; a test fails for one that does not.
 */
export const TABLE_PLACEMENTS: readonly PlacedTable[] = [
  // All that is known of one deal is on one machine, so that it is judged and recorded there.
  distributed('deals', 'deal_id', null),
  distributed('sightings', 'deal_id', 'deals'),
  distributed('deal_solutions', 'deal_id', 'deals'),
  distributed('deal_standings', 'deal_id', 'deals'),
  distributed('standings_due', 'deal_id', 'deals'),
  distributed('verdicts', 'deal_id', 'deals'),
  distributed('decisions', 'deal_id', 'deals'),
  distributed('evaluation_due', 'deal_id', 'deals'),
  // Referrals of other parties are known by the engagement, and only ever asked for by it.
  distributed('counterparts', 'engagement_id', null),
  // What a deal or a decision refers to, so that it can be joined to them on every machine.
  reference('solutions'),
  reference('solution_incentives'),
  reference('customers'),
  reference('campaigns'),
  reference('spend'),
  reference('rates'),
  reference('seals'),
  // The service's own ledgers: few rows, asked only by themselves, with ids that are counted, and compared and set.
  local('imports'),
  local('rate_tables'),
  local('spend_met'),
  local('evaluations'),
  local('policy_versions'),
  local('rule_sets'),
  local('rule_set_members'),
  local('rule_texts'),
  local('impacts'),
  local('idempotency_keys'),
  local('deliveries'),
  local('exports'),
  local('schedules'),
  local('report_runs'),
  local('report_run_files'),
  local('knex_migrations'),
  local('knex_migrations_lock'),
];
