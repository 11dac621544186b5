import { describe, expect, test } from '@jest/globals';
import { matchHeaders } from './headers.js';

const SPECS = [
  { field: 'id', headers: ['Referral ID', '推荐 ID'], required: true },
  { field: 'status', headers: ['Status'], required: true },
  { field: 'address', headers: ['Address Line 1'] },
  { field: 'solution', headers: ['Solution', 'Решение'], numbered: true },
] as const;

describe('matching the headers of a file', () => {
  test('finds columns in any order, whatever their case, blanks and punctuation', () => {
    const { columns, matched, missing } = matchHeaders(SPECS, [
      'STATUS ',
      'extra',
      'referral-id',
      'address line1',
    ]);
    expect(columns.get('id')).toEqual([{ index: 2, header: 'referral-id' }]);
    expect(columns.get('status')).toEqual([{ index: 0, header: 'STATUS' }]);
    expect(columns.get('address')).toEqual([{ index: 3, header: 'address line1' }]);
    expect(matched).toBe(3);
    expect(missing).toEqual([]);
  });

  test('orders numbered columns by their numbers, not as they stand', () => {
    const { columns } = matchHeaders(SPECS, ['Solution 10', 'Solution 2', 'Решение 1', 'Referral ID']);
    expect(columns.get('solution')?.map(({ header }) => header)).toEqual([
      'Решение 1',
      'Solution 2',
      'Solution 10',
    ]);
  });

  test('names the required columns that are not there', () => {
    expect(matchHeaders(SPECS, ['Solution 1']).missing).toEqual(['Referral ID', 'Status']);
  });

  test('notices columns that mean the same, even in two languages', () => {
    expect(matchHeaders(SPECS, ['Referral ID', '推荐ID']).repeated).toEqual([
      { first: 'Referral ID', again: '推荐ID' },
    ]);
    expect(matchHeaders(SPECS, ['Solution 1', 'solution1']).repeated).toHaveLength(1);
    expect(matchHeaders(SPECS, ['Solution 1', 'Solution 2', 'other', 'other']).repeated).toEqual([]);
  });
});
