import { describe, expect, it } from '@jest/globals';
import { backOff } from './back-off.js';

describe('the time to wait after an attempt', () => {
  it('is twice as long each time, up to the longest', () => {
    expect([1, 2, 3, 4, 5].map((attempt) => backOff(attempt, 30, 200))).toEqual([30, 60, 120, 200, 200]);
  });

  it('stays the longest however often it was tried', () => {
    expect(backOff(5000, 30, 200)).toBe(200);
  });
});
