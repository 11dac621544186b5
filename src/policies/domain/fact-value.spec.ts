import { describe, expect, it } from '@jest/globals';
import { writtenInstants } from './fact-value.js';

describe('an instant or date as written in a rule', () => {
  it('is the whole UTC day of a date', () => {
    expect(writtenInstants('2021-05-07')).toEqual({
      min: Date.parse('2021-05-07T00:00:00.000Z'),
      max: Date.parse('2021-05-07T23:59:59.999Z'),
    });
  });

  it('is the one millisecond of an instant, whatever its offset', () => {
    const noon = Date.parse('2021-05-07T12:00:00Z');
    expect(writtenInstants('2021-05-07T14:00:00+02:00')).toEqual({ min: noon, max: noon });
  });

  it.each(['2021-05-07T12:00:00', '2021-02-29', '07/05/2021', 'yesterday', ''])('is not %j', (text) => {
    expect(writtenInstants(text)).toBeUndefined();
  });
});
