import type { Database } from '../../src/database/database.js';
import { type Home, openHome } from '../support/each-database.js';

/** A book that somebody else writes to, so that imports and evaluations have to wait. */
export interface HeldBook {
  /** Lets the others go on. */
  release(): Promise<void>;
}

/** Writes to a book, as another process would, and does not end until told. */
export async function holdBook(home: Home): Promise<HeldBook> {
  const database = await openHome(home);
  let letGo = (): void => {};
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((held, failed) => {
    done = database.transaction(async () => {
      await database.lockBook();
      await lockEvaluations(database);
      held();
      await released;
    });
    done.catch(failed);
  });
  return {
    release: async () => {
      letGo();
      await done;
    },
  };
}

/** On PostgreSQL evaluations do not wait for imports, but for each other. */
async function lockEvaluations(database: Database): Promise<void> {
  if (database.engine === 'postgres') await database.execute('lock table evaluations in exclusive mode');
}
