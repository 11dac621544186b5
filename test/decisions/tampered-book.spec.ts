import { writeFileSync } from 'node:fs';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../src/database/database.js';
import { DecisionLogService } from '../../src/decisions/decision-log.service.js';
import { CHAINED_COLUMNS, CHAINED_MEMBER_COLUMNS } from '../../src/policies/domain/rule-chain.js';
import { PoliciesService } from '../../src/policies/policies.service.js';
import { RecordedRulesService } from '../../src/policies/recorded-rules.service.js';
import { RuleChainStore } from '../../src/policies/rule-chain.store.js';
import { RuleSetsStore } from '../../src/policies/rule-sets.store.js';
import { at } from '../support/a-deal.js';
import { eachDatabase, type Home } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { RulesCopy } from '../support/rules-copy.js';
import { sealedBook } from './sealed-book.js';

type Row = Readonly<Record<string, string | number | null>>;

const RULE_TABLES = ['rule_sets', 'rule_set_members', 'rule_texts', 'policy_versions', 'seals'] as const;
const LATE_DEAL =
  'deal_id,status,deal_type,microsoft_status,solutions,created_at,updated_at\nopp-8,active,partner-led,none,s-1,2021-09-01T08:00:00Z,2021-09-01T09:00:00Z\n';

eachDatabase('A book that somebody has tampered with beside the decision log', (homes) => {
  let home: Home;
  let rules: RulesCopy;
  let database: Database;
  let log: DecisionLogService;
  let tables: ReadonlyMap<string, readonly Row[]>;

  beforeAll(async () => {
    home = await homes.create();
    rules = new RulesCopy();
    const book = await sealedBook(home, rules.path);
    database = book.database;
    log = book.app.get(DecisionLogService);
    // Ann puts the same versions in force once more, and a late deal is judged by what she did.
    const ruleSets = book.app.get(RuleSetsStore);
    const members = (await ruleSets.get(1)).members;
    const texts = await ruleSets.texts(members.map(({ textSha256 }) => textSha256));
    const { policies } = await book.app.get(PoliciesService).current();
    await ruleSets.add(
      {
        action: 'activated',
        version: '2021-05-07',
        by: 'Ann',
        now: at('2021-09-02T08:00:00Z'),
        members: policies.map((policy, index) => ({
          policy,
          text: texts.get(members[index]?.textSha256 ?? '') ?? '',
        })),
        files: [],
        impact: { lost: 0 },
      },
      1,
    );
    book.setNow(at('2021-09-02T09:00:00Z'));
    await book.importText('late.csv', LATE_DEAL);
    await book.eligibility.evaluate();
    const read = async (table: string) =>
      [table, await database.rows<Row>(database.writer, `select * from ${table}`, [])] as const;
    tables = new Map(await Promise.all(RULE_TABLES.map(read)));
  });

  afterEach(() => putBack());

  const run = (sql: string, bindings: readonly (string | number | null)[] = []): Promise<unknown> =>
    database.writer.raw(sql, [...bindings]);

  const putBack = async (): Promise<void> =>
    database.transaction(async () => {
      for (const [table, rows] of tables) {
        await database.writer(table).delete();
        await database.writer(table).insert(rows.map((row) => ({ ...row })));
      }
    });

  const problemsOf = async (kind: string): Promise<readonly string[]> =>
    (await log.verify()).problems.filter((problem) => problem.kind === kind).map(({ message }) => message);

  it('was intact before', async () => {
    expect(await log.verify()).toMatchObject({ intact: true, seals: 5, decisions: 19, problems: [] });
  });

  it('is found out by the deal that is not what files told of it, field by field', async () => {
    await run("update deals set created_at = created_at + 1, value_minor = 5 where deal_id = 'a-1'");
    await run("update deal_solutions set solution_id = 's-9' where deal_id = 'a-10'");
    try {
      const { intact, reproduced, problems } = await log.verify();
      expect([intact, reproduced]).toEqual([false, 19]);
      expect(problems.map(({ kind, dealId, differences }) => [kind, dealId, differences])).toEqual([
        [
          'deal',
          'a-1',
          [
            { field: 'value_minor', recorded: '5', derived: null },
            {
              field: 'created_at',
              recorded: String(at('2021-06-01T08:00:00Z') + 1),
              derived: String(at('2021-06-01T08:00:00Z')),
            },
          ],
        ],
        ['deal', 'a-10', [{ field: 'solutions', recorded: '[[0,"s-9",null]]', derived: '[[0,"s-1",null]]' }]],
      ]);
      expect(problems[0]?.message).toContain('value_minor: recorded 5, comes out none; created_at:');
    } finally {
      await run("update deals set created_at = created_at - 1, value_minor = null where deal_id = 'a-1'");
      await run("update deal_solutions set solution_id = 's-1' where deal_id = 'a-10'");
    }
  });

  it('is found out when a deal was put in, taken away, or made what no deal can be', async () => {
    await run("update deals set deal_id = 'ghost' where deal_id = 'a-1'");
    await run("update deals set status = 'sold' where deal_id = 'B-2'");
    try {
      expect(await problemsOf('deal')).toEqual([
        'The deal is not what files told of it: status: recorded sold, comes out won.',
        'No file told of this deal: it was put in.',
        'Files told of this deal, but it was taken away.',
        'Reports read a row of this deal, but the book does not have the deal.',
      ]);
    } finally {
      await run("update deals set deal_id = 'a-1' where deal_id = 'ghost'");
      await run("update deals set status = 'won' where deal_id = 'B-2'");
    }
  });

  it('is found out when the row that reports read of a deal was changed, put in, or taken away', async () => {
    const [row] = await database.rows<Row>(
      database.reader,
      "select * from deal_standings where deal_id = 'a-1'",
      [],
    );
    await run("update deal_standings set campaign_id = 'theirs' where deal_id = 'a-10'");
    await run("update deal_standings set last_told = last_told - 1 where deal_id = 'B-2'");
    await run("update deal_standings set deal_id = 'ghost' where deal_id = 'a-1'");
    try {
      const { problems } = await log.verify();
      const read = 'The row that reports read of the deal is not what files told of it.';
      expect(problems.map(({ kind, dealId, message }) => [kind, dealId, message])).toEqual([
        ['deal', 'B-2', read],
        ['deal', 'a-1', read],
        ['deal', 'a-10', read],
        ['deal', 'ghost', 'Reports read a row of this deal, but the book does not have the deal.'],
      ]);
    } finally {
      await run("update deal_standings set campaign_id = null where deal_id = 'a-10'");
      await run("update deal_standings set last_told = last_told + 1 where deal_id = 'B-2'");
      await run("update deal_standings set deal_id = 'a-1' where deal_id = 'ghost'");
    }
    const put = "select * from deal_standings where deal_id = 'a-1'";
    expect(await database.rows(database.reader, put, [])).toEqual([row]);
  });

  it('is found out whatever is changed of who put which rules in force, when and on which impact', async () => {
    const columns = [
      ...CHAINED_COLUMNS.map((column) => ['rule_sets', column] as const),
      ...CHAINED_MEMBER_COLUMNS.map((column) => ['rule_set_members', column] as const),
      ['rule_sets', 'hash'],
      ['rule_texts', 'text'],
      ['rule_texts', 'sha256'],
      ['policy_versions', 'version'],
      ['policy_versions', 'hash'],
      ['policy_versions', 'content'],
    ] as const;
    for (const [table, column] of columns) {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...(tables.get(table) ?? [])), async (row) => {
          const before = row[column] ?? null;
          const after = typeof before === 'number' ? before + 7 : `${before ?? ''} `;
          const where = Object.entries(row).filter(([, value]) => value !== null);
          try {
            await run(
              `update ${table} set "${column}" = ? where ${where.map(([name]) => `"${name}" = ?`).join(' and ')}`,
              [after, ...where.map(([, value]) => value)],
            );
            const { problems } = await log.verify();
            expect([
              table,
              column,
              problems.filter(({ kind }) => kind === 'rules' || kind === 'seal'),
            ]).not.toEqual([table, column, []]);
          } finally {
            await putBack();
          }
        }),
        { numRuns: 3 },
      );
    }
  });

  it('is found out when rule sets, members or texts are gone', async () => {
    await run('delete from rule_sets where rule_set_id = 1');
    expect(await problemsOf('rules')).toEqual(['Rule set 1 is missing.']);
    await putBack();
    await run('delete from rule_sets where rule_set_id = 2');
    expect(await problemsOf('rules')).toEqual(['Rule set 2 is missing.']);
    await putBack();
    await run("delete from rule_set_members where rule_set_id = 2 and version = '2021-05-07'");
    expect(await problemsOf('rules')).toEqual([expect.stringContaining('Rule set 2 does not give its hash')]);
    await putBack();
    await run('delete from rule_texts');
    await run('delete from policy_versions');
    const gone = await problemsOf('rules');
    expect(gone).toHaveLength(6);
    expect(gone.every((message) => message.endsWith('is missing.'))).toBe(true);
  });

  it('is found out at the seal when a rule set and all after it were made to fit again', async () => {
    const kept = await log.lastSeal();
    expect(kept.rulesHash).toBe(tables.get('rule_sets')?.find((row) => row.rule_set_id === 2)?.hash);
    await run(`update rule_sets set "by" = 'Bob' where rule_set_id = 2`);
    expect(await problemsOf('rules')).toEqual([
      'Rule set 2 does not give its hash: who put which versions in force, when or on which impact was changed, or the rule set before it was replaced.',
    ]);
    await new RuleChainStore(database).chain(2);
    const { problems } = await log.verify();
    expect(problems.map(({ kind, sealId, message }) => [kind, sealId, message])).toEqual([
      [
        'seal',
        5,
        'The rules that seal 5 was put over are not those that its evaluation is recorded to have judged by.',
      ],
    ]);
  });

  it('is checked to the end though a rule text was changed, and says how to put it right', async () => {
    await run(
      "update rule_texts set text = replace(text, '72', '71') where sha256 = (select text_sha256 from rule_set_members where rule_set_id = 2 and version = '2021-05-07')",
    );
    // As another process sees it, which had not read the text before.
    const other = await Book.open(home, at('2021-09-02T10:00:00Z'), rules.path);
    const { decisions, reproduced, problems } = await other.app.get(DecisionLogService).verify();
    expect([decisions, reproduced]).toEqual([19, 0]);
    expect(problems[0]).toMatchObject({
      kind: 'rules',
      message: expect.stringMatching(
        /^The kept text of version 2021-05-07 \(SHA-256 [0-9a-f]{64}\) was changed\.$/,
      ),
    });
    expect(problems[1]).toMatchObject({
      kind: 'decision',
      dealId: 'B-2',
      message: expect.stringMatching(
        /^This decision cannot be derived again: The kept text of version 2021-05-07 .* was changed\.$/,
      ),
    });
    await expect(other.eligibility.evaluate()).rejects.toMatchObject({
      problems: [{ remedy: expect.stringContaining('dealproof rules restore') }],
    });
    // The remedy: the file in the folder still has the text.
    expect(await other.app.get(RecordedRulesService).restore()).toEqual([]);
    expect(await other.app.get(DecisionLogService).verify()).toMatchObject({ intact: true, reproduced: 19 });
    expect(await other.eligibility.evaluate()).toMatchObject({ recorded: 0 });
  });

  it('says so when nothing has the text any more, and when a rule set cannot be read', async () => {
    const other = await Book.open(home, at('2021-09-02T10:00:00Z'), rules.path);
    await run("update rule_texts set text = 'x'");
    const file = rules.fileOf('2021-05-07');
    const text = rules.read('2021-05-07');
    writeFileSync(file, `${text}\n`);
    try {
      await expect(other.app.get(RecordedRulesService).restore()).rejects.toMatchObject({
        problems: [{ remedy: expect.stringContaining('Restore a backup') }],
      });
    } finally {
      writeFileSync(file, text);
    }
    await run("update rule_sets set action = 'forged' where rule_set_id = 2");
    await expect(other.app.get(PoliciesService).current()).rejects.toMatchObject({
      problems: [{ remedy: expect.stringContaining('dealproof decisions verify') }],
    });
    expect(await other.app.get(DecisionLogService).verify()).toMatchObject({ intact: false, decisions: 19 });
  });
});
