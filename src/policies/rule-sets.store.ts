import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import type { BulkColumn } from '../database/dialect.js';
import { DomainError } from '../kernel/errors.js';
import { groupBy } from '../kernel/group-by.js';
import type { Policy } from './domain/policy.js';
import type { JudgedDeals } from './domain/rule-changes.js';
import { KEPT_RULES_REMEDY, keptTextProblem } from './domain/rule-chain.js';
import {
  byStart,
  type ChangedFile,
  digestOf,
  RULE_SET_ACTIONS,
  type RuleSet,
  type RuleSetAction,
  type RuleSetMember,
  textSha256,
} from './domain/rule-set.js';
import { RuleChainStore } from './rule-chain.store.js';

/** A rule set to be recorded. */
export interface NewRuleSet {
  readonly action: RuleSetAction;
  /** The version that is activated or rolled back; null where files are merely read. */
  readonly version: string | null;
  /** Who does it. */
  readonly by: string;
  /** The present, epoch ms; recorded is this or 1 ms after the set before, whichever is later. */
  readonly now: number;
  /** Every version that is to judge, each with the exact text of its file; all are kept for ever. */
  readonly members: readonly { readonly policy: Policy; readonly text: string }[];
  /** Files that it changes; keep the texts behind the digests with `keepTexts`. */
  readonly files: readonly ChangedFile[];
  /** Summary of the impact, or null. Anything that is JSON. */
  readonly impact: unknown;
}

const setRow = z.object({
  rule_set_id: z.int(),
  action: z.enum(RULE_SET_ACTIONS),
  version: z.string().nullable(),
  by: z.string(),
  recorded_at: z.int(),
  digest: z.string(),
  files: z.string(),
  impact: z.string().nullable(),
});

const memberRow = z.object({
  rule_set_id: z.int(),
  policy: z.string(),
  version: z.string(),
  hash: z.string(),
  effective_from: z.string(),
  effective_until: z.string().nullable(),
  text_sha256: z.string(),
});

const changedFiles = z.array(
  z.object({ file: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
);

const MEMBER_COLUMNS: readonly BulkColumn[] = [
  { name: 'rule_set_id', type: 'integer' },
  { name: 'policy', type: 'text' },
  { name: 'version', type: 'text' },
  { name: 'hash', type: 'text' },
  { name: 'effective_from', type: 'text' },
  { name: 'effective_until', type: 'text' },
  { name: 'text_sha256', type: 'text' },
];

const CONTENT_COLUMNS: readonly BulkColumn[] = [
  { name: 'policy', type: 'text' },
  { name: 'version', type: 'text' },
  { name: 'hash', type: 'text' },
  { name: 'content', type: 'text' },
  { name: 'recorded_at', type: 'integer' },
];

const TEXT_COLUMNS: readonly BulkColumn[] = [
  { name: 'sha256', type: 'text' },
  { name: 'text', type: 'text' },
];

/** Decisions of a version that are counted at most. */
const COUNTED = 1000;

/** Which rules were in force from when on, with the texts of their files. Rows are only ever added. */
@Injectable()
export class RuleSetsStore {
  constructor(
    private readonly database: Database,
    private readonly chain: RuleChainStore,
  ) {}

  /** Whether any rule set was ever recorded. */
  async any(): Promise<boolean> {
    const rows = await this.database.rows(this.database.reader, 'select 1 as one from rule_sets limit 1', []);
    return rows.length > 0;
  }

  /** The rule set recorded last; null when none was yet. */
  async last(): Promise<RuleSet | null> {
    return this.one('rule_set_id = (select max(rule_set_id) from rule_sets)', []);
  }

  /** The rule set in force as known at an instant (epoch ms); before the first one was recorded, that one. */
  async at(knownAt: number): Promise<RuleSet | null> {
    const then = '(select max(rule_set_id) from rule_sets where recorded_at <= ?)';
    return this.one(`rule_set_id = coalesce(${then}, 1)`, [knownAt]);
  }

  /**
   * A rule set by number.
   * @throws DomainError `not-found` when there is none.
   */
  async get(ruleSetId: number): Promise<RuleSet> {
    const set = await this.one('rule_set_id = ?', [ruleSetId]);
    if (set === null) throw new DomainError('not-found', `There is no rule set ${ruleSetId}.`);
    return set;
  }

  /** All rule sets, the newest first. */
  async log(): Promise<readonly RuleSet[]> {
    return this.read('true', []);
  }

  /** Up to so many rule sets below a number (null: the newest), the newest first. */
  async before(ruleSetId: number | null, limit: number): Promise<readonly RuleSet[]> {
    // They are counted without gaps.
    const end = ruleSetId ?? ((await this.last())?.ruleSetId ?? 0) + 1;
    return this.read('rule_set_id >= ? and rule_set_id < ?', [end - limit, end]);
  }

  /**
   * Records a rule set, which is in force from then on. Joins the open transaction, if there is one.
   * @param expectedPrevious number of the set that was in force when the change was decided on; null: none was.
   * @throws DomainError `conflict` when another set was recorded meanwhile.
   */
  async add(set: NewRuleSet, expectedPrevious: number | null): Promise<RuleSet> {
    return this.database.transaction(async () => {
      const ruleSetId = await this.addSet(set, expectedPrevious ?? 0);
      const added = await this.get(ruleSetId);
      await this.addMembers(ruleSetId, set.members);
      await this.keepContents(set.members, added.recordedAt);
      await this.chain.chain(ruleSetId);
      return this.get(ruleSetId);
    });
  }

  /** Keeps texts of files, each under its SHA-256; one that somebody has changed is put right by that. */
  async keepTexts(texts: readonly string[]): Promise<void> {
    const rows = [...new Map(texts.map((text) => [textSha256(text), text]))];
    await this.database.insertRows('rule_texts', TEXT_COLUMNS, rows, { do: 'replace', key: ['sha256'] });
  }

  /**
   * Texts of files by their SHA-256 (hex).
   * @throws DomainError `internal` when one is not kept as it was recorded.
   */
  async texts(sha256s: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.rowsIn<{ sha256: string; text: string }>(
      'select sha256, text from rule_texts where {in}',
      'sha256',
      sha256s,
    );
    const texts = new Map(rows.map(({ sha256, text }) => [sha256, text]));
    for (const sha256 of sha256s) await this.requireAsRecorded(sha256, texts.get(sha256) ?? null);
    return texts;
  }

  /**
   * How many deals a version has judged with this content. Of a version that has judged many not all are counted:
   * the log has no index that leads to them, since that would slow every evaluation down.
   */
  async judgedDeals(version: string, hash: string): Promise<JudgedDeals> {
    const rows = await this.database.rows<{ decisions: number; deals: number }>(
      this.database.reader,
      `select count(*) as decisions, count(distinct deal_id) as deals from
         (select deal_id from decisions where policy_version = ? and policy_hash = ? limit ${COUNTED}) as counted`,
      [version, hash],
    );
    const { decisions, deals } = rows[0] ?? { decisions: 0, deals: 0 };
    return { deals, orMore: decisions === COUNTED };
  }

  /** Whether any deal has been judged yet. */
  async anyDecision(): Promise<boolean> {
    const rows = await this.database.rows(this.database.reader, 'select 1 as one from decisions limit 1', []);
    return rows.length > 0;
  }

  /**
   * Compares and sets in one statement. It must be the first of its transaction: in SQLite one that begins by reading
   * cannot write any more once another process has written.
   */
  private async addSet(set: NewRuleSet, previous: number): Promise<number> {
    const rows = await this.database.rows<{ rule_set_id: number }>(
      this.database.writer,
      `insert into rule_sets (rule_set_id, action, version, "by", recorded_at, digest, files, impact)
       select cast(? as integer), ?, ?, ?,
         case when coalesce(max(recorded_at), 0) < cast(? as bigint) then cast(? as bigint) else max(recorded_at) + 1 end,
         ?, ?, ?
       from rule_sets having coalesce(max(rule_set_id), 0) = cast(? as integer)
       on conflict (rule_set_id) do nothing returning rule_set_id`,
      [
        previous + 1,
        set.action,
        set.version,
        set.by,
        set.now,
        set.now,
        digestOf(set.members.map(({ policy }) => policy)),
        JSON.stringify(set.files),
        set.impact === null ? null : JSON.stringify(set.impact),
        previous,
      ],
    );
    const [row] = rows;
    if (row === undefined) throw overtaken();
    return row.rule_set_id;
  }

  private async addMembers(ruleSetId: number, members: NewRuleSet['members']): Promise<void> {
    await this.keepTexts(members.map(({ text }) => text));
    const rows = members.map(({ policy: { policy, version, hash, effective }, text }) => [
      ruleSetId,
      policy,
      version,
      hash,
      effective.from,
      effective.until,
      textSha256(text),
    ]);
    await this.database.insertRows('rule_set_members', MEMBER_COLUMNS, rows);
  }

  private async keepContents(members: NewRuleSet['members'], recordedAt: number): Promise<void> {
    const rows = members.map(({ policy: { policy, version, hash, content } }) => [
      policy,
      version,
      hash,
      content,
      recordedAt,
    ]);
    await this.database.insertRows('policy_versions', CONTENT_COLUMNS, rows, {
      do: 'ignore',
      key: ['policy', 'version', 'hash'],
    });
  }

  private async requireAsRecorded(sha256: string, text: string | null): Promise<void> {
    if (keptTextProblem({ sha256, text, versions: [] }) === null) return;
    const versions = await this.database.rows<{ version: string }>(
      this.database.reader,
      'select distinct version from rule_set_members where text_sha256 = ? order by version',
      [sha256],
    );
    const problem = { sha256, text, versions: versions.map(({ version }) => version) };
    throw notAsRecorded(keptTextProblem(problem) ?? '');
  }

  private async one(where: string, bindings: readonly number[]): Promise<RuleSet | null> {
    return (await this.read(where, bindings))[0] ?? null;
  }

  private async read(where: string, bindings: readonly number[]): Promise<readonly RuleSet[]> {
    const rows = await this.database.rows<unknown>(
      this.database.reader,
      `select * from rule_sets where ${where} order by rule_set_id desc`,
      bindings,
    );
    const sets = asRecorded(() => z.array(setRow).parse(rows));
    // By number and not by the condition again: another set may have been recorded between the two reads.
    const members = await this.database.rows<unknown>(
      this.database.reader,
      'select * from rule_set_members where rule_set_id between ? and ?',
      [sets.at(-1)?.rule_set_id ?? 0, sets[0]?.rule_set_id ?? 0],
    );
    const parsed = asRecorded(() => z.array(memberRow).parse(members));
    const bySet = groupBy(parsed, (row) => String(row.rule_set_id));
    const membersOf = (row: z.infer<typeof setRow>): readonly RuleSetMember[] =>
      (bySet.get(String(row.rule_set_id)) ?? []).map(toMember).toSorted(byStart);
    return asRecorded(() => sets.map((row) => toRuleSet(row, membersOf(row))));
  }
}

function overtaken(): DomainError {
  const message = 'Somebody else changed the rules in force meanwhile.';
  const remedy = 'Look at what is in force now (dealproof rules list), then try again.';
  return new DomainError('conflict', message, [{ message, remedy }]);
}

function notAsRecorded(message: string, options?: ErrorOptions): DomainError {
  return new DomainError('internal', message, [{ message, remedy: KEPT_RULES_REMEDY }], options);
}

/** What `read` reads, if only what we have written is there. */
function asRecorded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw notAsRecorded('What was recorded of a rule set was changed to something that cannot be read.', {
      cause: error,
    });
  }
}

function toRuleSet(row: z.infer<typeof setRow>, members: readonly RuleSetMember[]): RuleSet {
  return {
    ruleSetId: row.rule_set_id,
    action: row.action,
    version: row.version,
    by: row.by,
    recordedAt: row.recorded_at,
    digest: row.digest,
    files: changedFiles.parse(JSON.parse(row.files)),
    impact: row.impact === null ? null : JSON.parse(row.impact),
    members,
  };
}

function toMember(row: z.infer<typeof memberRow>): RuleSetMember {
  return {
    policy: row.policy,
    version: row.version,
    hash: row.hash,
    effective: { from: row.effective_from, until: row.effective_until },
    textSha256: row.text_sha256,
  };
}
