import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deliveredName, nameOfRun } from './delivered-name.js';

const AS_OF = Date.UTC(2021, 9, 1, 6, 30, 15, 250);

describe('the name that a file is delivered under', () => {
  it.each([
    ['weekly-roi.xlsx', 'weekly-roi-20211001T063015Z.xlsx'],
    ['weekly-roi.xlsx.manifest.json', 'weekly-roi-20211001T063015Z.xlsx.manifest.json'],
    ['plain', 'plain-20211001T063015Z'],
    ['../../etc/passwd', 'etc-passwd-20211001T063015Z'],
    ['a\r\nBcc: x@example.com.csv', 'a-Bcc- x@example-20211001T063015Z.com.csv'],
  ])('of “%s” is %s', (name, delivered) => {
    expect(deliveredName(name, AS_OF)).toBe(delivered);
  });

  it('is one name on one line whatever it was before, hidden nowhere, and short enough for any disk', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const delivered = deliveredName(name, AS_OF);
        expect(delivered).not.toMatch(/[\p{C}/\\:*?"<>|]|^\./u);
        expect(delivered).toContain('-20211001T063015Z');
        expect(delivered.length).toBeLessThan(230);
      }),
    );
  });

  it('has the run in it where another file has the name', () => {
    expect(nameOfRun('weekly-roi-20211001T063015Z.csv', '41')).toBe('weekly-roi-20211001T063015Z-41.csv');
  });
});
