import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';

/** More of one sort are not told, but the first shows what is wrong. */
const TOLD = 20;

/** A deal whose current verdict is not what its last decision says, or that has no verdict at all. */
interface StrayVerdict {
  readonly dealId: string;
  /** Of its last decision; null where it has none. */
  readonly sequence: number | null;
  readonly sealId: number | null;
}

/** A deal whose decisions are not numbered 1, 2, 3 and so on. */
interface BrokenSequence {
  readonly dealId: string;
  readonly first: number;
  readonly last: number;
  readonly decisions: number;
}

/** What a verdict has in common with the decision that it comes from. Deal and rate version may have moved on since. */
const COMMON = [
  'policy',
  'policy_version',
  'policy_hash',
  'pass_mask',
  'fail_mask',
  'outcome',
  'decided_at',
  'evaluation_id',
];

const strayRow = z.object({
  deal_id: z.string(),
  sequence: z.number().nullable(),
  seal_id: z.number().nullable(),
});

const sequenceRow = z.object({
  deal_id: z.string(),
  first: z.number(),
  last: z.number(),
  decisions: z.number(),
});

/** Asks the book whether its verdicts and its decision log belong together. */
@Injectable()
export class VerdictChecksReadModel {
  constructor(private readonly database: Database) {}

  /** The first deals whose verdict does not stand in the log, in order of id. */
  async strayVerdicts(): Promise<readonly StrayVerdict[]> {
    const differs = COMMON.map((column) => `v.${column} is distinct from d.${column}`).join(' or ');
    const rows = await this.database.rows<unknown>(
      this.database.reader,
      `select * from (
         select d.deal_id, d.sequence, d.seal_id
           from (select deal_id, max(sequence) as sequence from decisions group by deal_id) last
           join decisions d on d.deal_id = last.deal_id and d.sequence = last.sequence
           left join verdicts v on v.deal_id = d.deal_id and v.sequence = d.sequence
          where v.deal_id is null or v.deal_version < d.deal_version or ${differs}
         union all
         select v.deal_id, null, null from verdicts v
          where not exists (select 1 from decisions d where d.deal_id = v.deal_id)
       ) stray order by deal_id limit ${TOLD}`,
      [],
    );
    return z
      .array(strayRow)
      .parse(rows)
      .map((row) => ({ dealId: row.deal_id, sequence: row.sequence, sealId: row.seal_id }));
  }

  /** The first deals of whose decisions some are missing or too many, in order of id. */
  async brokenSequences(): Promise<readonly BrokenSequence[]> {
    const rows = await this.database.rows<unknown>(
      this.database.reader,
      `select deal_id, min(sequence) as first, max(sequence) as last, count(*) as decisions
         from decisions group by deal_id
       having min(sequence) <> 1 or max(sequence) <> count(*)
        order by deal_id limit ${TOLD}`,
      [],
    );
    return z
      .array(sequenceRow)
      .parse(rows)
      .map((row) => ({ dealId: row.deal_id, first: row.first, last: row.last, decisions: row.decisions }));
  }

  /** How many decisions the log has. */
  async decisions(): Promise<number> {
    return this.count('decisions');
  }

  /** How many deals the book has. */
  async deals(): Promise<number> {
    return this.count('deals');
  }

  private async count(table: 'decisions' | 'deals'): Promise<number> {
    const rows = await this.database.rows<{ n: number }>(
      this.database.reader,
      `select count(*) as n from ${table}`,
      [],
    );
    return rows[0]?.n ?? 0;
  }
}
