import { join } from 'node:path';
import { BULK_COLUMNS } from '../../src/demo/domain/bulk-csv.js';
import { type Place, runTool, type Usage } from '../processes.js';

/**
 * Has the database's own tool take the bulk CSV into one table of texts without any key: the least that an import can
 * take. On PostgreSQL the memory is that of psql, which only hands the file on.
 * @throws Error with what the tool said when it fails.
 */
export async function rawImport({ dataDir, databaseUrl }: Place, file: string): Promise<Usage> {
  if (databaseUrl === null) {
    const commands = ['.mode csv', `.import ${quoted(file)} co_sell`];
    return runTool('sqlite3', ['-bail', join(dataDir, 'raw-import.sqlite')], `${commands.join('\n')}\n`);
  }
  const columns = BULK_COLUMNS.map((column) => `"${column}" text`).join(', ');
  const commands = [
    `create table raw_import (${columns});`,
    `\\copy raw_import from ${quoted(file)} with (format csv, header true)`,
  ];
  return runTool('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', databaseUrl], `${commands.join('\n')}\n`);
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
