import { plainFacts } from './plain-facts.js';
import { noteEvaluation, VERDICT_COLUMNS, withOwnBook } from './own-book.js';

/** Milliseconds that must lie between creation and winning. */
const GAP_MS = 72 * 3_600_000;

/**
 * The three versions that are shipped active, each as bits: \`2021-02-03\` has the first four criteria of
 * \`2021-05-07\`, in the same order, \`2020-09-22\` has three of its own.
 */
const PASS = `case
    when day < '2020-09-22' then 0
    when day < '2021-02-03' then
      case when microsoft_invited = 1 then 1 else 0 end
      + case when microsoft_status in ('accepted', 'won') then 2 else 0 end
      + case when eligible_solution = 1 then 4 else 0 end
    else
      case when deal_type in ('co-sell', 'partner-led') then 1 else 0 end
      + case when eligible_solution = 1 then 2 else 0 end
      + case when status = 'won' then 4 else 0 end
      + case when deal_type <> 'co-sell' or microsoft_status in ('accepted', 'won') then 8 else 0 end
      + case when day >= '2021-05-07' and gap_ms >= ${GAP_MS} then 16 else 0 end
    end`;

const FAIL = `case
    when day < '2020-09-22' then 0
    when day < '2021-02-03' then
      case when microsoft_invited = 0 then 1 else 0 end
      + case when microsoft_status not in ('accepted', 'won') then 2 else 0 end
      + case when eligible_solution = 0 then 4 else 0 end
    else
      case when deal_type not in ('co-sell', 'partner-led') then 1 else 0 end
      + case when eligible_solution = 0 then 2 else 0 end
      + case when status <> 'won' then 4 else 0 end
      + case when deal_type = 'co-sell' and microsoft_status not in ('accepted', 'won') then 8 else 0 end
      + case when day >= '2021-05-07' and gap_ms < ${GAP_MS} then 16 else 0 end
    end`;

/** All criteria of a version that fail but the gap, which only puts the deal at risk, rule it out. */
const OUTCOME = `case
    when status in ('received', 'active') then 'pending'
    when status <> 'won' or fail_mask & 15 <> 0 then 'ineligible'
    when day < '2020-09-22' then 'undetermined'
    when pass_mask + fail_mask <> case when day < '2021-02-03' then 7 when day < '2021-05-07' then 15 else 31 end
      then 'undetermined'
    when fail_mask <> 0 then 'at-risk'
    else 'eligible' end`;

/**
 * Judges the book as one would who writes the SQL for these very rules by hand: every deal in one statement, in the
 * order of the keys that are written, and the verdicts from the decisions.
 */
await withOwnBook(async ({ database, asOf, versions }) => {
  const by = versions.map(({ version }) => `when day >= '${version}' then`).toReversed();
  const named = (what: readonly string[]): string =>
    `case ${by.map((when, index) => `${when} '${what[index]}'`).join(' ')} end`;
  const newest = versions.toReversed();
  await database.transaction(async () => {
    await noteEvaluation(database, asOf);
    await database.execute(
      `insert into decisions (${VERDICT_COLUMNS}, cause, seal_id)
       with masks as materialized (
         select deal_id, version, status, day, ${PASS} as pass_mask, ${FAIL} as fail_mask
           from (${plainFacts(database.engine, '')}) facts)
       select deal_id, 1, version, 'deal-registration', ${named(newest.map(({ version }) => version))},
              ${named(newest.map(({ hash }) => hash))}, pass_mask, fail_mask, ${OUTCOME}, null,
              cast(? as bigint), 1, 'first', 1
         from masks order by deal_id`,
      [asOf, Date.now()],
    );
    await database.execute(
      `insert into verdicts (${VERDICT_COLUMNS}) select ${VERDICT_COLUMNS} from decisions order by deal_id`,
    );
  });
});
