import { createHash } from 'node:crypto';
import type { Knex } from 'knex';

/**
 * The columns and the form of a sealed row as they were when this migration was written. A migration keeps its own
 * copy of what it needs, so that it does tomorrow what it does today; a test holds the first seal against the code
 * that checks seals.
 */
const COLUMNS = [
  'deal_id',
  'sequence',
  'deal_version',
  'policy',
  'policy_version',
  'policy_hash',
  'pass_mask',
  'fail_mask',
  'outcome',
  'rate_version',
  'decided_at',
  'evaluation_id',
  'cause',
];

const PAGE = 5000;

/** Puts all decisions from before there were seals under a first one. */
export async function sealEarlierDecisions(knex: Knex): Promise<void> {
  const digest = createHash('sha256');
  let [decisions, evaluationId] = [0, 0];
  let page: readonly Readonly<Record<string, unknown>>[] = await pageAfter(knex, null);
  while (page.length > 0) {
    for (const row of page) {
      digest.update(`${JSON.stringify(COLUMNS.map((column) => row[column]))}\n`, 'utf8');
      evaluationId = Math.max(evaluationId, Number(row.evaluation_id));
    }
    decisions += page.length;
    page = await pageAfter(knex, page.at(-1) ?? null);
  }
  if (decisions === 0) return;
  await knex('decisions').update({ seal_id: 1 });
  const [rowsHash, previousHash, sealedAt] = [digest.digest('hex'), '0'.repeat(64), new Date()];
  const fields = [1, evaluationId, decisions, rowsHash, null, previousHash, sealedAt.toISOString()];
  await knex('seals').insert({
    seal_id: 1,
    evaluation_id: evaluationId,
    decisions,
    rows_hash: rowsHash,
    rules_hash: null,
    previous_hash: previousHash,
    sealed_at: sealedAt.getTime(),
    hash: createHash('sha256').update(JSON.stringify(fields), 'utf8').digest('hex'),
  });
}

async function pageAfter(
  knex: Knex,
  last: Readonly<Record<string, unknown>> | null,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const query = knex('decisions').select(COLUMNS).orderBy(['deal_id', 'sequence']).limit(PAGE);
  if (last !== null)
    query.whereRaw('(deal_id, sequence) > (?, ?)', [String(last.deal_id), Number(last.sequence)]);
  return query;
}
