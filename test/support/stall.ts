import type { Database } from '../../src/database/database.js';

/** Which write a process is to be caught at. */
export interface Stalled {
  readonly on: 'insert' | 'update';
  readonly table: string;
  /** SQL that says of the row (`new`) whether it is the one. */
  readonly when: string;
}

/** Makes writing a row take many seconds, so that a process can be killed at it; ended by what is returned. */
export async function stall(database: Database, { on, table, when }: Stalled): Promise<() => Promise<void>> {
  const isSqlite = database.engine === 'sqlite';
  await database.execute(
    isSqlite
      ? `create trigger stall before ${on} on ${table} when ${when} begin
           select max(n) from (with recursive c(n) as (select 1 union all select n + 1 from c where n < 9000000000) select n from c);
         end`
      : `create function stall() returns trigger language plpgsql as 'begin perform pg_sleep(5); return new; end';
         create trigger stall before ${on} on ${table} for each row when (${when}) execute function stall()`,
  );
  return () => database.execute(isSqlite ? 'drop trigger stall' : `drop trigger stall on ${table}`);
}
