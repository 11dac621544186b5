import pg from 'pg';

/** Makes an empty database on a PostgreSQL server, lets `work` use its address, and drops it whatever happens. */
export async function withOwnDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `dealproof_bench_${process.pid}`;
  await onServer(server, `create database ${name}`);
  try {
    const url = new URL(server);
    url.pathname = `/${name}`;
    return await work(url.toString());
  } finally {
    await onServer(server, `drop database ${name} with (force)`);
  }
}

async function onServer(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
