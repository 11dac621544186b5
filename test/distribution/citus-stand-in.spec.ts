import { beforeAll, expect, it } from '@jest/globals';
import { installCitusStandIn, onDatabase, urlOf } from '../support/citus-stand-in.js';
import { onPostgres } from '../support/each-database.js';

/** Tables that Citus refuses to distribute by `deal_id` beside `deals`, and a word of why. */
const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  [
    'a key without the column that it is distributed by',
    'create table t (deal_id text collate "C", number bigint primary key)',
    /cannot create constraint/,
  ],
  [
    'a unique index without it',
    'create table t (deal_id text collate "C", name text unique)',
    /cannot create constraint/,
  ],
  ['no such column', 'create table t (deal text)', /column "deal_id" of relation "t" does not exist/],
  ['a column of another type', 'create table t (deal_id bigint)', /types or collations|cannot colocate/],
  ['a column that is sorted otherwise', 'create table t (deal_id text)', /cannot colocate/],
  [
    'a trigger',
    `create table t (deal_id text collate "C");
     create function f() returns trigger language plpgsql as 'begin return new; end';
     create trigger g before insert on t for each row execute function f()`,
    /has triggers/,
  ],
  [
    'a foreign key to a table that stays local',
    'create table o (id int primary key); create table t (deal_id text collate "C", o int references o)',
    /cannot create foreign key constraint/,
  ],
  [
    'a table elsewhere that refers to it',
    'create table t (deal_id text collate "C" primary key); create table o (deal_id text references t)',
    /cannot create foreign key constraint/,
  ],
  [
    'a number that is counted and too small',
    'create table t (deal_id text collate "C", n int generated always as identity)',
    /identity or serial/,
  ],
];

const DISTRIBUTE = "select create_distributed_table('t', 'deal_id', colocate_with => 'deals')";

onPostgres('the stand-in that checks the shape of tables for Citus', (homes) => {
  let url = '';
  beforeAll(async () => {
    const home = await homes.createBare();
    url = urlOf(home);
    await installCitusStandIn(url);
    await onDatabase(
      url,
      `create table deals (deal_id text collate "C" primary key);
       select create_distributed_table('deals', 'deal_id', colocate_with => 'none')`,
    );
  });

  it.each(REFUSED)('refuses %s', async (_, table, message) => {
    const inVain = onDatabase(
      url,
      `begin; set local citus.multi_shard_modify_mode to 'sequential'; ${table}; ${DISTRIBUTE}`,
    );
    await expect(inVain).rejects.toThrow(message);
  });

  it('refuses a second table in one transaction where the first may not have been seen by all connections', async () => {
    const two = (mode: string): string =>
      `begin; ${mode}; create table t (deal_id text collate "C"); ${DISTRIBUTE}; create table r (id int);
       select create_reference_table('r'); rollback`;
    await expect(onDatabase(url, two('select 1'))).rejects.toThrow('parallel operation');
    await onDatabase(url, two("set local citus.multi_shard_modify_mode to 'sequential'"));
  });

  it('refuses a reference table that refers to a distributed one, and a table twice', async () => {
    const refers = `begin; create table r (deal_id text references deals); select create_reference_table('r')`;
    await expect(onDatabase(url, refers)).rejects.toThrow('cannot refer to a distributed one');
    await expect(onDatabase(url, "select create_reference_table('deals')")).rejects.toThrow(
      'already distributed',
    );
  });
});
