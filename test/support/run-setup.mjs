import { makeRunFolder } from './run-folder.mjs';
import { startServer } from './postgres-server.mjs';

/** Gives a test run a folder of its own, and a PostgreSQL server in it. */
export default async function setUp() {
  makeRunFolder();
  await startServer();
}
