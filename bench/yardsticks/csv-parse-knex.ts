import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import knexFactory from 'knex';
import { BULK_COLUMNS } from '../../src/demo/domain/bulk-csv.js';

/** Rows that wait to be written, and rows of one statement: 43 values each, of which SQLite takes 32,766. */
const ROWS = 2000;
const ROWS_OF_A_STATEMENT = { sqlite: 400, postgres: 1000 };

/** Knex takes a question mark for a value, even in the name of a column. */
const COLUMNS = BULK_COLUMNS.map((column) => column.replaceAll('?', ''));

/**
 * Takes the bulk CSV into one table of texts with a unique key, with the libraries that are usual for it: csv-parse
 * and knex, in one transaction. Arguments: folder, address, file.
 */
async function main([dataDir = '.', databaseUrl = '', file = '']: readonly string[]): Promise<void> {
  const knex = knexFactory(
    databaseUrl === ''
      ? { client: 'sqlite3', connection: join(dataDir, 'csv-parse-knex.sqlite'), useNullAsDefault: true }
      : { client: 'pg', connection: databaseUrl },
  );
  const atOnce = databaseUrl === '' ? ROWS_OF_A_STATEMENT.sqlite : ROWS_OF_A_STATEMENT.postgres;
  try {
    await knex.schema.createTable('co_sell', (table) => {
      for (const column of COLUMNS) table.text(column);
      table.unique(['Referral ID'], { indexName: 'co_sell_by_referral' });
    });
    await knex.transaction(async (transaction) => {
      let rows: object[] = [];
      const write = async (): Promise<void> => {
        await transaction.batchInsert('co_sell', rows, atOnce);
        rows = [];
      };
      for await (const row of createReadStream(file).pipe(parse({ columns: COLUMNS, from: 2, bom: true }))) {
        rows.push(row);
        if (rows.length === ROWS) await write();
      }
      if (rows.length > 0) await write();
    });
  } finally {
    await knex.destroy();
  }
}

await main(process.argv.slice(2));
