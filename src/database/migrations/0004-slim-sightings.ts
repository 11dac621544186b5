import type { Knex } from 'knex';
import { named, placed } from './sighting-forms.js';
import { textColumn } from './text-column.js';

/** Rows converted at a time. */
const PAGE = 5000;

/** The table that becomes the sightings. */
const ON_THE_WAY = 'sightings_0004';

interface Sighting {
  readonly deal_id: string;
  readonly source: string;
  readonly as_of: number;
  readonly content_hash: string;
  readonly has_own_time: number;
  /** Null where an earlier row of the same deal with the same digest holds the fields. */
  readonly fields: string | null;
  readonly recorded_at: number;
  readonly import_id: number;
}

type Convert = (text: string) => string;

/**
 * Sightings hold their fields as a list instead of an object, which halves them. In SQLite the keys of deals become
 * indexes, which can be laid when a book has been filled: entry by entry they take longer than all else. There the
 * key of sightings is gone altogether, since it is long and whoever books looks sightings up by deal anyway.
 */
export async function up(knex: Knex): Promise<void> {
  if (!isSqlite(knex)) return convertInPlace(knex, placed);
  await copySightings(knex, placed, 'without key');
  await knex.schema.alterTable('sightings', (table) => table.index(['deal_id']));
  await knex.schema.alterTable('deals', (table) => table.dropPrimary());
  await knex.schema.alterTable('deals', (table) => table.unique(['deal_id']));
  await knex.schema.alterTable('deal_solutions', (table) => table.dropPrimary());
  await knex.schema.alterTable('deal_solutions', (table) => table.unique(['deal_id', 'position']));
}

/** Takes it away again. */
export async function down(knex: Knex): Promise<void> {
  if (!isSqlite(knex)) return convertInPlace(knex, named);
  await copySightings(knex, named, 'with key');
  await knex.schema.alterTable('deals', (table) => table.dropUnique(['deal_id']));
  await knex.schema.alterTable('deals', (table) => table.primary(['deal_id']));
  await knex.schema.alterTable('deal_solutions', (table) => table.dropUnique(['deal_id', 'position']));
  await knex.schema.alterTable('deal_solutions', (table) => table.primary(['deal_id', 'position']));
}

function isSqlite(knex: Knex): boolean {
  return knex.client.config.client === 'sqlite3';
}

/** SQLite: a new table in the order of the old one, so that no row leaves a gap where it was longer. */
async function copySightings(knex: Knex, convert: Convert, key: 'with key' | 'without key'): Promise<void> {
  const text = textColumn(knex);
  await knex.schema.createTable(ON_THE_WAY, (table) => {
    text(table, 'deal_id').notNullable();
    text(table, 'source').notNullable();
    table.bigInteger('as_of').notNullable();
    text(table, 'content_hash').notNullable();
    table.smallint('has_own_time').notNullable();
    text(table, 'fields');
    table.bigInteger('recorded_at').notNullable();
    table.bigInteger('import_id').notNullable();
    if (key === 'with key') table.primary(['deal_id', 'source', 'as_of', 'content_hash']);
  });
  const names = 'deal_id, source, as_of, content_hash, has_own_time, fields, recorded_at, import_id';
  let after = 0;
  for (;;) {
    const rows: readonly (Sighting & { readonly place: number })[] = await knex.raw(
      `select rowid as place, ${names} from sightings where rowid > ? order by rowid limit ${PAGE}`,
      [after],
    );
    if (rows.length === 0) break;
    const values = rows.map((row) => [
      row.deal_id,
      row.source,
      row.as_of,
      row.content_hash,
      row.has_own_time,
      row.fields === null ? null : convert(row.fields),
      row.recorded_at,
      row.import_id,
    ]);
    await knex.raw(
      `insert into ${ON_THE_WAY} (${names}) select ${values[0]?.map((_, index) => `value ->> ${index}`).join(', ')} from jsonb_each(?)`,
      [JSON.stringify(values)],
    );
    after = rows.at(-1)?.place ?? after;
  }
  await knex.schema.dropTable('sightings');
  await knex.schema.renameTable(ON_THE_WAY, 'sightings');
}

/** PostgreSQL keeps the table and its key, which it can be distributed by. */
async function convertInPlace(knex: Knex, convert: Convert): Promise<void> {
  let after: readonly (string | number)[] = ['', '', 0, ''];
  for (;;) {
    const { rows }: { readonly rows: readonly Sighting[] } = await knex.raw(
      `select deal_id, source, as_of, content_hash, fields from sightings
       where fields is not null and (deal_id, source, as_of, content_hash) > (?, ?, ?, ?)
       order by deal_id, source, as_of, content_hash limit ${PAGE}`,
      [...after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    const values = rows.map((row) => ({ ...row, fields: convert(row.fields ?? '') }));
    await knex.raw(
      `update sightings s set fields = n.fields
       from jsonb_to_recordset(?::jsonb) as n (deal_id text, source text, as_of bigint, content_hash text, fields text)
       where (s.deal_id, s.source, s.as_of, s.content_hash) = (n.deal_id, n.source, n.as_of, n.content_hash)`,
      [JSON.stringify(values)],
    );
    after = [last.deal_id, last.source, last.as_of, last.content_hash];
  }
}
