import type { Database } from '../../src/database/database.js';
import type { BulkColumn, Cell } from '../../src/database/dialect.js';
import type { CompiledPolicy } from '../../src/eligibility/bulk/compile-policy.js';
import { factColumns, factShape } from '../../src/eligibility/bulk/fact-columns.js';
import { tagBit, TAGS_COMPLETE } from '../../src/eligibility/bulk/tag-bits.js';
import { boundsOf, type Facts, isCompleteList, isPartialList } from '../../src/eligibility/domain/facts.js';
import type { Masks } from '../../src/eligibility/domain/verdict.js';
import { FACTS, type FactName, type FactValue } from '../../src/policies/domain/vocabulary.js';

/** A table whose rows are the facts of imagined deals, in the columns that compiled policies ask for. */
export class FactTable {
  private constructor(private readonly database: Database) {}

  static async create(database: Database): Promise<FactTable> {
    const columns = FACTS.flatMap(({ name }) => columnsOf(name).map(([column, type]) => `${column} ${type}`));
    await database
      .rows(database.writer, `create table told (id integer primary key, ${columns.join(', ')})`, [])
      .catch(
        // SQLite answers a statement without rows with none.
        () => [],
      );
    return new FactTable(database);
  }

  /** Puts these facts in place of those there are; ids count from 0. */
  async hold(facts: readonly Facts[]): Promise<void> {
    await this.database.writer('told').delete();
    const columns: BulkColumn[] = [{ name: 'id', type: 'integer' }];
    for (const { name } of FACTS) {
      for (const [column, type] of columnsOf(name)) {
        columns.push({ name: column, type: type.startsWith('text') ? 'text' : 'integer' });
      }
    }
    const rows = facts.map((one, id): readonly Cell[] => [
      id,
      ...FACTS.flatMap(({ name }) => cellsOf(name, one[name])),
    ]);
    const names = columns.map(({ name }) => name);
    for (const row of rows) {
      await this.database.writer('told').insert(Object.fromEntries(names.map((name, n) => [name, row[n]])));
    }
  }

  /** The masks of all rows under a compiled policy, by id. */
  async masks({ pass, fail }: CompiledPolicy): Promise<readonly Masks[]> {
    const rows = await this.database.rows<{ pass_mask: number; fail_mask: number }>(
      this.database.reader,
      `select ${pass.sql} as pass_mask, ${fail.sql} as fail_mask from told order by id`,
      [...pass.bindings, ...fail.bindings],
    );
    return rows.map((row) => ({ passMask: Number(row.pass_mask), failMask: Number(row.fail_mask) }));
  }
}

function columnsOf(fact: FactName): readonly (readonly [string, string])[] {
  return factColumns([fact]).map(({ name, type }) => [name, type] as const);
}

function cellsOf(fact: FactName, value: FactValue): readonly Cell[] {
  if (factShape(fact) === 'tags') {
    const known = isCompleteList(value) ? value : isPartialList(value) ? value.known : [];
    return [known.reduce((sum, tag) => sum + tagBit(tag), isCompleteList(value) ? TAGS_COMPLETE : 0)];
  }
  if (factShape(fact) === 'bounds') {
    const bounds = boundsOf(value);
    return [bounds?.min ?? null, bounds?.max ?? null];
  }
  if (typeof value === 'boolean') return [value ? 1 : 0];
  if (typeof value === 'object' && value !== null)
    throw new RangeError(`${fact} is known exactly or not at all`);
  return [value];
}
