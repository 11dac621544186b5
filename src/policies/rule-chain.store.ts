import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { groupBy, unique } from '../kernel/group-by.js';
import {
  CHAINED_COLUMNS,
  CHAINED_MEMBER_COLUMNS,
  checkRuleSets,
  type KeptContent,
  keptContentProblem,
  type KeptText,
  keptTextProblem,
  NO_RULE_SET_BEFORE,
  ruleSetHash,
  type StoredMember,
  type StoredRuleSet,
} from './domain/rule-chain.js';

type StoredColumns = StoredRuleSet['columns'] & { readonly hash: string };
type MemberRow = StoredMember & { readonly rule_set_id: number };

/** As text a column is read exactly, whatever somebody has put there. */
const asText = (column: string): string => `cast("${column}" as text) as "${column}"`;
const SET_LIST = [...CHAINED_COLUMNS, 'hash'].map(asText).join(', ');
const MEMBER_LIST = CHAINED_MEMBER_COLUMNS.map(asText).join(', ');

/** The chain of hashes over the rule sets, and whether what is kept of rules is still what was recorded. */
@Injectable()
export class RuleChainStore {
  constructor(private readonly database: Database) {}

  /** Gives a rule set, inside the transaction that added it, its hash: over what is stored of it and the one before. */
  async chain(ruleSetId: number): Promise<void> {
    const sets = await this.sets(ruleSetId - 1, ruleSetId);
    const [before, set] = ruleSetId === 1 ? [null, sets[0]] : sets;
    if (set === undefined) throw new TypeError(`Rule set ${ruleSetId} was not stored.`);
    await this.database.execute('update rule_sets set hash = ? where rule_set_id = ?', [
      ruleSetHash(set, before?.hash ?? NO_RULE_SET_BEFORE),
      ruleSetId,
    ]);
  }

  /** Everything that is wrong with the rule sets, the texts and the contents that are kept, in words. */
  async problems(): Promise<readonly string[]> {
    const sets = await this.sets(0, Number.MAX_SAFE_INTEGER);
    const texts = await this.texts(sets);
    const contents = await this.contents();
    return [
      ...checkRuleSets(sets, await this.lastNamed()),
      ...texts.flatMap((text) => keptTextProblem(text) ?? []),
      ...contents.flatMap((content) => keptContentProblem(content) ?? []),
    ];
  }

  private async sets(first: number, last: number): Promise<readonly StoredRuleSet[]> {
    const range = 'where rule_set_id between cast(? as bigint) and cast(? as bigint)';
    const rows = await this.rows<StoredColumns>(
      `select ${SET_LIST} from rule_sets ${range} order by rule_sets.rule_set_id`,
      [first, last],
    );
    const members = await this.rows<MemberRow>(
      `select rule_set_id, ${MEMBER_LIST} from rule_set_members ${range}`,
      [first, last],
    );
    const bySet = groupBy(members, (member) => String(member.rule_set_id));
    return rows.map(({ hash, ...columns }) => ({
      columns,
      members: bySet.get(String(columns.rule_set_id)) ?? [],
      hash,
    }));
  }

  private async lastNamed(): Promise<number> {
    const rows = await this.rows<{ last: number | null }>(
      'select max(rule_set_id) as last from rule_set_members',
      [],
    );
    return rows[0]?.last ?? 0;
  }

  /** All texts that are kept, and those that should be. */
  private async texts(sets: readonly StoredRuleSet[]): Promise<readonly KeptText[]> {
    const members = groupBy(
      sets.flatMap((set) => set.members),
      (member) => member.text_sha256 ?? '',
    );
    const kept = await this.rows<{ sha256: string; text: string }>('select sha256, text from rule_texts', []);
    const texts = new Map(kept.map(({ sha256, text }) => [sha256, text]));
    return unique([...texts.keys(), ...members.keys()])
      .toSorted()
      .map((sha256) => ({
        sha256,
        text: texts.get(sha256) ?? null,
        versions: unique((members.get(sha256) ?? []).map(({ version }) => version ?? '')),
      }));
  }

  /** The contents of all versions that were ever in force, and any others that are kept. */
  private async contents(): Promise<readonly KeptContent[]> {
    return this.rows(
      `select version, hash, content from policy_versions
       union all
       select distinct m.version, m.hash, null from rule_set_members m
        where not exists (select 1 from policy_versions p
                           where p.policy = m.policy and p.version = m.version and p.hash = m.hash)
       order by version, hash`,
      [],
    );
  }

  private async rows<Row>(sql: string, bindings: readonly number[]): Promise<readonly Row[]> {
    return this.database.rows<Row>(this.database.reader, sql, bindings);
  }
}
