import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, expect, it } from '@jest/globals';
import { type Home, onPostgres, openHome } from '../support/each-database.js';
import { PostgresSession } from '../support/postgres-session.js';

const servers: (() => void)[] = [];
afterAll(() => {
  for (const close of servers) close();
});

/** The port of a server that lets everybody in and then answers nothing, as a pooler does whose server is full. */
async function silentServer(): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    // “You are in” and “ask”, as PostgreSQL says it.
    socket.once('data', () => socket.write(Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The home's address with something else in it. */
function elsewhere(home: Home, change: (url: URL) => void): Home {
  const url = new URL(home.databaseUrl ?? '');
  change(url);
  return { ...home, databaseUrl: url.toString() };
}

onPostgres('A database that cannot be opened', (homes) => {
  it.each<[string, (home: Home) => Home, RegExp, RegExp]>([
    [
      'no server is there',
      (home) => elsewhere(home, (url) => (url.port = '1')),
      /ECONNREFUSED/,
      /Start the server/,
    ],
    [
      'the address cannot be read',
      (home) => ({ ...home, databaseUrl: 'postgres://ada:p#ss@localhost/book' }),
      /Invalid URL/,
      /%23 for #/,
    ],
    [
      'the password is wrong',
      (home) => elsewhere(home, (url) => (url.password = 'wrong')),
      /password authentication failed/,
      /Correct the role and its password/,
    ],
    [
      'the database is not there',
      (home) => elsewhere(home, (url) => (url.pathname = '/nobody_made_it')),
      /does not exist/,
      /createdb/,
    ],
  ])('since %s says so, and what to do', async (_, wrong, message, remedy) => {
    const home = await homes.createBare();
    await expect(openHome(wrong(home))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(message),
      problems: [{ message: expect.any(String), remedy: expect.stringMatching(remedy) }],
    });
  });

  it('since it cannot hold every text says so before anything is written to it', async () => {
    const home = await homes.createBare();
    const session = await PostgresSession.on(home);
    const latin = elsewhere(home, (url) => (url.pathname += '_latin'));
    const name = new URL(latin.databaseUrl ?? '').pathname.slice(1);
    await session.rows(
      `create database ${name} template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'`,
    );
    home.atEnd(async () => {
      await session.rows(`drop database ${name} with (force)`);
    });
    await expect(openHome(latin)).rejects.toMatchObject({
      code: 'unavailable',
      problems: [{ message: 'It is in LATIN1, and the book is in UTF-8.' }],
    });
  });

  it('since its server lets everybody in but answers nothing is not waited for much longer than is allowed', async () => {
    const port = await silentServer();
    const home = elsewhere(await homes.createBare(), (url) => (url.port = String(port)));
    await expect(openHome(home, { connectSeconds: 1 })).rejects.toMatchObject({ code: 'unavailable' });
  }, 20_000);
});
