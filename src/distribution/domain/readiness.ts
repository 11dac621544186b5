import type { Problem } from '../../kernel/errors.js';

/** What the database says of itself and of Citus, as far as the connected role may see it. */
export interface Server {
  readonly engine: 'sqlite' | 'postgres';
  /** Version of PostgreSQL, such as `18.1`; null on SQLite. */
  readonly version: string | null;
  /** Version of the extension in this database, such as `13.2-1`; null where it is not there. */
  readonly citus: string | null;
  /** Whether the extension is among those that the server could create. */
  readonly available: boolean;
  /** Whether the server loads Citus when it starts; null where the role may not see that. */
  readonly preloaded: boolean | null;
  /** Whether the coordinator is one of the nodes that Citus knows, or is yet to be; false where Citus is not there. */
  readonly coordinatorKnown: boolean;
}

/** Before 11.2 a deal could not be joined to its verdict from every side. */
const OLDEST = [11, 2] as const;

const CREATE = 'run “create extension citus” in this database as a superuser, then this command again.';

/** It must have a copy of the reference tables too: what is asked of them beside local tables is asked there. */
const COORDINATOR_UNKNOWN: Problem = {
  message: 'Citus does not count the coordinator among its nodes.',
  remedy: "Run “select citus_set_coordinator_host('ITS ADDRESS')” as a superuser, then this command again.",
};

/** What keeps a book on this database from being distributed; null where nothing does. */
export function obstacle(server: Server): Problem | null {
  const { engine, version, citus, available, preloaded } = server;
  if (engine === 'sqlite') {
    return {
      message: 'The book is in an SQLite file, and that is on one machine.',
      remedy:
        'Set DATABASE_URL to a PostgreSQL database with the extension Citus, and import the same files there.',
    };
  }
  if (citus !== null) {
    if (isOld(citus)) return tooOld(citus);
    return server.coordinatorKnown ? null : COORDINATOR_UNKNOWN;
  }
  if (!available) {
    return {
      message: `The extension Citus is not installed on this server, which is PostgreSQL ${version ?? 'of an unknown version'}.`,
      remedy: `Install the Citus package for this version of PostgreSQL on every machine, set shared_preload_libraries = 'citus' in postgresql.conf and restart; then ${CREATE}`,
    };
  }
  if (preloaded === false) {
    return {
      message: 'Citus is installed on this server, but the server does not load it.',
      remedy: `Set shared_preload_libraries = 'citus' in postgresql.conf on every machine and restart; then ${CREATE}`,
    };
  }
  return {
    message: 'Citus is installed on this server, but not in this database.',
    remedy: `Now ${CREATE}`,
  };
}

function isOld(citus: string): boolean {
  const [major = 0, minor = 0] = citus.split(/[.-]/).map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

function tooOld(citus: string): Problem {
  return {
    message: `Citus ${citus} is too old: ${OLDEST.join('.')} or later is needed.`,
    remedy:
      'Install a later package on every machine, restart, and run “alter extension citus update” as a superuser.',
  };
}
