import { describe, expect, it } from '@jest/globals';
import { cannotOpen } from './cannot-open.js';

describe('a database that cannot be opened', () => {
  it('says what every address of the server’s name answered', () => {
    const refused = [
      new Error('connect ECONNREFUSED ::1:5432'),
      new Error('connect ECONNREFUSED 127.0.0.1:5432'),
    ];
    // As Node throws it: without a message of its own.
    const error = Object.assign(new AggregateError(refused), { code: 'ECONNREFUSED' });
    expect(cannotOpen(error)).toMatchObject({
      code: 'unavailable',
      message:
        'The database cannot be opened: connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432',
      problems: [{ remedy: expect.stringContaining('Start the server') }],
    });
  });
});
