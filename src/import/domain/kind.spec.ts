import { describe, expect, test } from '@jest/globals';
import { fittingKind, nearestKind } from './kind.js';

describe('the kind of a table', () => {
  const analytics = { kind: 'co-sell-analytics', matched: 25, missing: [] } as const;
  const deals = { kind: 'deals', matched: 7, missing: [] } as const;
  const coSell = { kind: 'co-sell', matched: 30, missing: ['Referral ID'] } as const;

  test('is the one that knows most headers and lacks nothing', () => {
    expect(fittingKind([coSell, deals, analytics])?.kind).toBe('co-sell-analytics');
    expect(fittingKind([coSell])).toBeUndefined();
  });

  test('comes nearest to the one that knows most, though something is missing', () => {
    expect(nearestKind([deals, coSell])?.kind).toBe('co-sell');
    expect(nearestKind([{ ...coSell, matched: 0 }])).toBeUndefined();
  });
});
