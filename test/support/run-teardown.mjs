import { removeRunFolder } from './run-folder.mjs';
import { stopServer } from './postgres-server.mjs';

/** Stops the server and removes what tests left. */
export default async function tearDown() {
  await stopServer();
  removeRunFolder();
}
