import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '../kernel/errors.js';
import { isCollision, isLostConnection, translated } from './db-errors.js';

/** How often a transaction is run at most. */
const ATTEMPTS = 5;

/** Milliseconds before the second attempt, twice that before the third; in truth between half of it and all. */
const FIRST_PAUSE_MS = 40;

/** Whether work may be done once more after a failure of which nothing was kept. */
export type MayRepeat = () => boolean;

/**
 * Runs work in a transaction of its own, and once more from the start where the database took it back for reasons that
 * do not lie in the work.
 * @param begin runs what it is given in a transaction, and commits it.
 * @throws DomainError as `Database.transaction` says; what `work` throws.
 */
export async function repeated<T>(
  begin: (inside: () => Promise<T>) => Promise<T>,
  work: () => Promise<T>,
  mayRepeat: MayRepeat,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attempted(begin, work);
    if ('result' in outcome) return outcome.result;
    const { error, committing } = outcome;
    const lost = isLostConnection(error);
    if (lost && committing) throw inDoubt(error);
    if (!(lost || isCollision(error)) || attempt === ATTEMPTS || !mayRepeat()) throw translated(error);
    // Not all at the same moment: those that collided would collide again.
    await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
  }
}

type Outcome<T> = { readonly result: T } | { readonly error: unknown; readonly committing: boolean };

async function attempted<T>(
  begin: (inside: () => Promise<T>) => Promise<T>,
  work: () => Promise<T>,
): Promise<Outcome<T>> {
  let committing = false;
  // What the work threw, and not what knex says when it then cannot roll back either.
  let failed: { readonly error: unknown } | null = null;
  try {
    const result = await begin(async () => {
      try {
        const done = await work();
        committing = true;
        return done;
      } catch (error) {
        failed = { error };
        throw error;
      }
    });
    return { result };
  } catch (error) {
    const { error: first } = failed ?? { error };
    return { error: first, committing };
  }
}

function inDoubt(cause: unknown): DomainError {
  const message =
    'The connection to the database broke off at the last step, so it is not known whether this was kept.';
  const remedy =
    'Look whether it was (GET /api/v1/imports, dealproof history, dealproof rules log); doing it again is safe.';
  return new DomainError('unavailable', message, [{ message, remedy }], { cause });
}
