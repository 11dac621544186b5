import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { OUTCOMES } from '../policies/domain/outcome.js';
import type { ImpactBasis } from './domain/impact-basis.js';
import type { Impact } from './domain/impact.js';

const amount = z.object({ deals: z.number(), valueUsd: z.string(), withoutValue: z.number() });

const effect = z.object({ changed: amount, lost: amount, gained: amount });

const summarySchema = effect.extend({
  deals: z.number(),
  judgedByDraft: z.number(),
  overWholeBook: effect,
  byTransition: z.array(amount.extend({ before: z.enum(OUTCOMES), after: z.enum(OUTCOMES) })),
});

/** The figures of an impact that an activation is recorded with. */
type ImpactSummary = z.infer<typeof summarySchema>;

/** An impact as it is kept. */
export interface KeptImpact extends ImpactBasis {
  readonly impactId: number;
  readonly policy: string;
  readonly version: string;
  readonly hash: string;
  /** Epoch ms. */
  readonly computedAt: number;
  /** Null when whoever asked did not say. */
  readonly by: string | null;
  readonly summary: ImpactSummary;
}

/** A file that was taken into the book. */
export interface ImportTaken {
  readonly importId: number;
  readonly fileName: string;
  /** Epoch ms. */
  readonly recordedAt: number;
}

interface ImpactRow {
  readonly impact_id: number;
  readonly policy: string;
  readonly version: string;
  readonly hash: string;
  readonly text_sha256: string;
  readonly rule_set_id: number;
  readonly last_import_id: number;
  readonly as_of: string;
  readonly computed_at: number;
  readonly by: string | null;
  readonly summary: string;
}

/** The impacts that were computed of drafts, and what tells whether they still hold. */
@Injectable()
export class ImpactsStore {
  constructor(private readonly database: Database) {}

  /** Keeps an impact with all its figures; its id. */
  async add(
    impact: Omit<KeptImpact, 'impactId' | 'summary'> & { readonly summary: Impact },
  ): Promise<number> {
    const rows = await this.database.rows<Pick<ImpactRow, 'impact_id'>>(
      this.database.writer,
      `insert into impacts (policy, version, hash, text_sha256, rule_set_id, last_import_id, as_of, computed_at, "by", summary)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning impact_id`,
      [
        impact.policy,
        impact.version,
        impact.hash,
        impact.textSha256,
        impact.ruleSetId,
        impact.lastImportId,
        impact.asOf,
        impact.computedAt,
        impact.by,
        JSON.stringify(impact.summary),
      ],
    );
    const [row] = rows;
    if (row === undefined) throw new TypeError('The database gave the impact no id.');
    return row.impact_id;
  }

  /** The impact computed last of a version; null when there is none. */
  async last(policy: string, version: string): Promise<KeptImpact | null> {
    const rows = await this.database.rows<ImpactRow>(
      this.database.reader,
      'select * from impacts where policy = ? and version = ? order by impact_id desc limit 1',
      [policy, version],
    );
    const [row] = rows;
    return row === undefined ? null : toImpact(row);
  }

  /** The last file that was taken into the book; null when there was none yet. */
  async lastImport(): Promise<ImportTaken | null> {
    const rows = await this.database.rows<{ import_id: number; file_name: string; recorded_at: number }>(
      this.database.reader,
      'select import_id, file_name, recorded_at from imports order by import_id desc limit 1',
      [],
    );
    const [row] = rows;
    return row === undefined
      ? null
      : { importId: row.import_id, fileName: row.file_name, recordedAt: row.recorded_at };
  }
}

function toImpact(row: ImpactRow): KeptImpact {
  return {
    impactId: row.impact_id,
    policy: row.policy,
    version: row.version,
    hash: row.hash,
    textSha256: row.text_sha256,
    ruleSetId: row.rule_set_id,
    lastImportId: row.last_import_id,
    asOf: row.as_of,
    computedAt: row.computed_at,
    by: row.by,
    summary: summarySchema.parse(JSON.parse(row.summary)),
  };
}
