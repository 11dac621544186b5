import { describe, expect, it } from '@jest/globals';
import { type Moment, parseMoment } from '../../kernel/instants.js';
import { lookBackOf } from './look-back.js';

const NOW = Date.UTC(2021, 5, 30, 12);
const moment = (text: string): Moment => parseMoment(text) ?? { first: NaN, last: NaN };
const iso = (instant: number | null | undefined): string | null =>
  instant === null || instant === undefined ? null : new Date(instant).toISOString();
const asked = (asOf?: string, knownAt?: string) => {
  const found = lookBackOf(
    {
      ...(asOf === undefined ? {} : { asOf: moment(asOf) }),
      ...(knownAt === undefined ? {} : { knownAt: moment(knownAt) }),
    },
    NOW,
  );
  return found && [iso(found.validAt), iso(found.knownAt)];
};

describe('a look back', () => {
  it('is none where nothing is asked for', () => {
    expect(asked()).toBeNull();
  });

  it('at a day is at its end, or now while it lasts', () => {
    expect(asked('2021-06-03')).toEqual(['2021-06-03T23:59:59.999Z', null]);
    expect(asked('2021-06-30')).toEqual(['2021-06-30T12:00:00.000Z', null]);
  });

  it('at what was known is as of then, unless another time is given', () => {
    expect(asked(undefined, '2021-06-03')).toEqual(['2021-06-03T23:59:59.999Z', '2021-06-03T23:59:59.999Z']);
    expect(asked('2021-06-01', '2021-06-03T10:00:00+02:00')).toEqual([
      '2021-06-01T23:59:59.999Z',
      '2021-06-03T08:00:00.000Z',
    ]);
    // Of a day that has begun by then, what had come of it.
    expect(asked('2021-06-03', '2021-06-03T08:00:00Z')).toEqual([
      '2021-06-03T08:00:00.000Z',
      '2021-06-03T08:00:00.000Z',
    ]);
  });

  it.each([
    ['2021-07-01', undefined, '/asOf', /yet to come/],
    ['2021-06-30T12:00:00.001Z', undefined, '/asOf', /yet to come/],
    [undefined, '2021-07-01', '/knownAt', /yet to come/],
    ['2021-06-04', '2021-06-03', '/asOf', /Nobody could know yet/],
  ])('as of %s, known at %s, is refused', (asOf, knownAt, path, message) => {
    expect(() => asked(asOf, knownAt)).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        problems: [expect.objectContaining({ path, message: expect.stringMatching(message) })],
      }),
    );
  });
});
