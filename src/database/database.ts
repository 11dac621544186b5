import { AsyncLocalStorage } from 'node:async_hooks';
import type { Knex } from 'knex';
import type { Binding, BulkColumn, Cell, Dialect, Engine, JsonCell, OnConflict } from './dialect.js';
import { isLockTimeout, translated } from './db-errors.js';
import { type MayRepeat, repeated } from './repeated.js';
import { breathe } from '../kernel/breathe.js';
import { DomainError } from '../kernel/errors.js';
import { noteBegun } from '../kernel/patience.js';

/** The connection pools: one writer, readers for short questions, and a small pool of its own for long reports. */
export interface Pools {
  readonly writer: Knex;
  readonly reader: Knex;
  readonly reports: Knex;
}

/** From so many rows on the engine's own way for many rows is quicker than one statement. */
const MANY_ROWS = 100;

/**
 * The only way to the database. The open transaction travels with the asynchronous call, so a store cannot forget
 * it and run beside it.
 */
export class Database {
  private readonly current = new AsyncLocalStorage<Knex.Transaction>();
  /** The transactions among them that see one moment of the book. */
  private readonly snapshots = new WeakSet<Knex.Transaction>();
  private closing = false;

  constructor(
    private readonly pools: Pools,
    private readonly dialect: Dialect,
  ) {}

  get engine(): Engine {
    return this.dialect.engine;
  }

  /** For short reads: the open transaction if there is one, else the reader pool. */
  get reader(): Knex {
    return this.current.getStore() ?? this.pool('reader');
  }

  /** For writes: the open transaction if there is one, else the writer. */
  get writer(): Knex {
    return this.current.getStore() ?? this.pool('writer');
  }

  /**
   * Runs `work` in a transaction, or joins the one that is open. Nothing of it stays when it throws.
   *
   * Where other transactions came in between (deadlock, serialization failure), or the connection broke off before
   * anything could be kept, `work` is run again from its start, a few times. So it must come to the same when it is
   * run again: what it does beside the database must not count twice.
   * @param mayRepeat asked after such a failure; false where `work` has done what it must not do twice.
   * @throws DomainError `conflict` or `unavailable` when it fails again and again; `unavailable` at once when the
   * connection broke off while the transaction was being committed, since nobody can tell whether it was kept.
   */
  async transaction<T>(work: () => Promise<T>, mayRepeat: MayRepeat = () => true): Promise<T> {
    if (this.current.getStore()) return work();
    const begin = (inside: () => Promise<T>): Promise<T> =>
      this.pool('writer').transaction((transaction) => this.current.run(transaction, inside));
    const result = await repeated(begin, work, mayRepeat);
    noteBegun();
    return result;
  }

  /**
   * Runs reads that all see one and the same moment of the book, on the pool for long reads. Stores and read models
   * that `work` calls read that moment too; nothing can be written. Inside of another snapshot it is that one's moment.
   */
  async snapshot<T>(work: (connection: Knex) => Promise<T>): Promise<T> {
    const open = this.current.getStore();
    if (open !== undefined && this.snapshots.has(open)) return work(open);
    try {
      return await this.pool('reports').transaction(async (transaction) => {
        await this.dialect.beginSnapshot(transaction);
        this.snapshots.add(transaction);
        return this.current.run(transaction, () => work(transaction));
      });
    } catch (error) {
      throw translated(error);
    }
  }

  /**
   * Inserts all rows, or none.
   * @param onConflict what to do with rows whose key the table has already. No two of `rows` may have the same key
   * where they are to replace others: which of them counts is not said, and PostgreSQL refuses it.
   */
  async insertRows(
    table: string,
    columns: readonly BulkColumn[],
    rows: readonly (readonly (Cell | JsonCell)[])[],
    onConflict: OnConflict | null = null,
  ): Promise<void> {
    const insert = await this.readyRows(table, columns, rows, onConflict);
    await insert();
  }

  /**
   * Makes ready what `insertRows` does, and returns what does it: rows are text by then, so that nothing is left but to
   * let the database work.
   */
  async readyRows(
    table: string,
    columns: readonly BulkColumn[],
    rows: readonly (readonly (Cell | JsonCell)[])[],
    onConflict: OnConflict | null = null,
  ): Promise<() => Promise<void>> {
    if (rows.length === 0) return async () => {};
    const { copyRows } = this.dialect;
    // They are turned into text and handed to the driver in one piece.
    if (rows.length >= MANY_ROWS) await breathe();
    if (copyRows === null || rows.length < MANY_ROWS) {
      const { sql, bindings } = this.dialect.bulkInsert(table, columns, rows, onConflict);
      return async () => {
        await this.run(this.writer, sql, bindings);
      };
    }
    return () =>
      this.transaction(async () => {
        try {
          await copyRows(this.writer, table, columns, rows, onConflict);
        } catch (error) {
          throw translated(error);
        }
      });
  }

  /**
   * Rows of `select` where a column is one of the given texts; the condition goes in place of `{in}`, and `bindings`
   * are those of the question marks before it.
   */
  async rowsIn<Row>(
    select: string,
    column: string,
    texts: readonly string[],
    bindings: readonly (string | number | null)[] = [],
  ): Promise<Row[]> {
    if (texts.length === 0) return [];
    const sql = select.replace('{in}', `${column} in (${this.dialect.textList()})`);
    return this.rows<Row>(this.reader, sql, [...bindings, JSON.stringify(texts)]);
  }

  /** SQL of a JSON text that lists what a column holds in all rows of a group, in their order. */
  jsonArray(column: string): string {
    return this.dialect.jsonArray(column);
  }

  /** SQL of a JSON list of some expressions. */
  jsonRow(expressions: readonly string[]): string {
    return this.dialect.jsonRow(expressions);
  }

  /** SQL of a long text, which comes as text or as its bytes in UTF-8, whichever is faster. */
  longText(expression: string): string {
    return this.dialect.longText(expression);
  }

  /** Deletes the rows of a table where a column is one of the given texts. */
  async deleteIn(table: string, column: string, texts: readonly string[]): Promise<void> {
    if (texts.length === 0) return;
    await this.run(this.writer, `delete from ${table} where ${column} in (${this.dialect.textList()})`, [
      JSON.stringify(texts),
    ]);
  }

  /** Rows of a raw select on a connection, whichever engine. Row types are the caller's own table's. */
  async rows<Row>(
    connection: Knex,
    sql: string,
    bindings: readonly (string | number | null)[],
  ): Promise<Row[]> {
    const result: unknown = await this.run(connection, sql, bindings);
    if (Array.isArray(result)) return result;
    if (typeof result === 'object' && result !== null && 'rows' in result && Array.isArray(result.rows)) {
      return result.rows;
    }
    throw new TypeError('The database driver returned no rows.');
  }

  /** Runs a statement that changes the book, in the open transaction if there is one. */
  async execute(sql: string, bindings: readonly (string | number | null)[] = []): Promise<void> {
    await this.run(this.writer, sql, bindings);
  }

  /**
   * Waits, inside the open transaction, until no other writes to the book, here or in another process.
   * @throws DomainError `unavailable` that says who does when the turn does not come in time.
   */
  async lockBook(): Promise<void> {
    try {
      await this.dialect.lockBook(this.writer);
    } catch (error) {
      if (!isLockTimeout(error)) throw translated(error);
      // Asked on another connection: this one's transaction has failed.
      throw bookIsTaken(await this.dialect.bookWriter(this.pool('reader')), error);
    }
  }

  /** Waits, inside the open transaction, until no other stores verdicts, here or in another process. */
  async lockVerdicts(): Promise<void> {
    try {
      await this.dialect.lockVerdicts(this.writer);
    } catch (error) {
      throw translated(error);
    }
  }

  /**
   * Takes the indexes of empty tables away inside the open transaction, and returns what lays them again: when the
   * tables have been filled each is laid in one go, which is faster than entry by entry. Until then nothing must be
   * looked up by them. PostgreSQL keeps them.
   */
  async withoutIndexes(tables: readonly string[]): Promise<() => Promise<void>> {
    const indexes = await this.dialect.dropIndexes(this.writer, tables);
    return async () => {
      for (const index of indexes) await this.run(this.writer, index, []);
    };
  }

  /** Brings planner statistics up to date after bulk writes. */
  async analyze(): Promise<void> {
    try {
      await this.dialect.analyze(this.pool('writer'));
    } catch (error) {
      throw translated(error);
    }
  }

  /** Closes all connections when the transactions that are open have ended; from now on nothing else begins. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.all([...new Set(Object.values(this.pools))].map((pool) => pool.destroy()));
  }

  /** A pool for new work. @throws DomainError `unavailable` when the book is being closed. */
  private pool(name: keyof Pools): Knex {
    if (!this.closing) return this.pools[name];
    // A pool that closes would let it wait, for as long as it lets anything wait.
    throw new DomainError('unavailable', 'The book is being closed, so nothing new is begun in it.', [
      {
        message: 'The service or the command is ending.',
        remedy: 'Try again when the service has started again.',
      },
    ]);
  }

  private async run(connection: Knex, sql: string, bindings: readonly Binding[]) {
    try {
      return await connection.raw(sql, [...bindings]);
    } catch (error) {
      throw translated(error);
    }
  }
}

function bookIsTaken(writer: string | null, cause: unknown): DomainError {
  const message = 'Other work kept the book for longer than this may wait. Nothing of this was kept.';
  const problem = {
    message: writer === null ? 'It has ended by now' : `It is ${writer}`,
    remedy:
      writer === null
        ? 'Try again.'
        : 'Try again when it is done; if its process hangs, end that. Whoever runs the service can let it wait longer with DEALPROOF_PG_LOCK_TIMEOUT.',
  };
  return new DomainError('unavailable', message, [problem], { cause });
}
