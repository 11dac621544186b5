import { describe, expect, it } from '@jest/globals';
import { obstacle, type Server } from './readiness.js';

const READY: Server = {
  engine: 'postgres',
  version: '15.20',
  citus: '13.2-1',
  available: true,
  preloaded: true,
  coordinatorKnown: true,
};

describe('what keeps a book from being distributed', () => {
  it('is nothing where Citus 11.2 or later is in the database', () => {
    for (const citus of ['11.2-1', '11.3-2', '12.1-1', '13.2-1', '14.0-1']) {
      expect(obstacle({ ...READY, citus })).toBeNull();
    }
    // The role may not see what the server loads; the extension could not have been created otherwise.
    expect(obstacle({ ...READY, preloaded: null })).toBeNull();
  });

  it.each<[string, Partial<Server>, RegExp, RegExp]>([
    [
      'that it is an SQLite file',
      { engine: 'sqlite', version: null, citus: null, available: false, preloaded: null },
      /SQLite file/,
      /DATABASE_URL/,
    ],
    [
      'that the package is missing',
      { citus: null, available: false },
      /not installed on this server, which is PostgreSQL 15\.20/,
      /Install the Citus package.*shared_preload_libraries.*create extension citus/,
    ],
    [
      'that the server does not load it',
      { citus: null, preloaded: false },
      /does not load it/,
      /shared_preload_libraries.*create extension citus/,
    ],
    ['that one statement is missing', { citus: null }, /not in this database/, /^Now run “create extension/],
    [
      'that one statement is missing, as far as can be seen',
      { citus: null, preloaded: null },
      /not in this database/,
      /^Now run “create extension/,
    ],
    [
      'an old version',
      { citus: '11.1-1' },
      /Citus 11\.1-1 is too old: 11\.2/,
      /alter extension citus update/,
    ],
    ['a very old version', { citus: '9.5-3' }, /too old/, /alter extension citus update/],
  ])('may be %s', (_, server, message, remedy) => {
    const problem = obstacle({ ...READY, ...server });
    expect(problem?.message).toMatch(message);
    expect(problem?.remedy).toMatch(remedy);
  });
});
