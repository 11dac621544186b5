import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attachment } from './disposition.js';

describe('The name that an answer is saved under', () => {
  it('is the name itself where that is plain', () => {
    expect(attachment('weekly-roi.xlsx')).toBe('attachment; filename="weekly-roi.xlsx"');
  });

  it('keeps every letter for those who read RFC 6266', () => {
    expect(attachment('Отчёт 1.csv')).toBe(
      `attachment; filename="_____ 1.csv"; filename*=UTF-8''%D0%9E%D1%82%D1%87%D1%91%D1%82%201.csv`,
    );
  });

  it('brings no line break, quote or folder into the header, whatever it is', () => {
    expect(attachment('a"\r\nSet-Cookie: b=1\\../c')).toBe(
      `attachment; filename="a__Set-Cookie: b=1_.._c"; filename*=UTF-8''a%22_Set-Cookie%3A%20b%3D1_.._c`,
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(attachment(name)).toMatch(
          /^attachment; filename="[^"\\/%]*"(; filename\*=UTF-8''[\w.!~%-]*)?$/,
        );
        expect(attachment(name)).toMatch(/^[ -~]*$/);
      }),
    );
  });
});
