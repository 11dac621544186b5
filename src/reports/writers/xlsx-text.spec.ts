import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { excelText, MAX_CELL_LENGTH, sheetName } from './xlsx-text.js';

describe('a text in an Excel cell', () => {
  it('loses what XML cannot say and keeps all else', () => {
    expect(excelText('a\u0000b\u0008c\u001fd\ufffee\uffff')).toBe('abcde');
    expect(excelText('tab\tline\nreturn\r')).toBe('tab\tline\nreturn\r');
    expect(excelText('half \ud83d, whole 😀, half \ude00')).toBe('half , whole 😀, half ');
    expect(excelText('Ромашка 北京 \u0085\u2028')).toBe('Ромашка 北京 \u0085\u2028');
  });

  it.each([
    ['_x0041_', '_x005F_x0041_'],
    ['a_x00e9_X', 'a_x005F_x00e9_X'],
    ['_x0041_x0042_', '_x005F_x0041_x005F_x0042_'],
    ['_x005F_', '_x005F_x005F_'],
    ['max_x_0041_ and _x41_', 'max_x_0041_ and _x41_'],
  ])('shows %j as it is and not as the character of that number', (text, written) => {
    expect(excelText(text)).toBe(written);
  });

  it('is cut where Excel would refuse the file, and says so', () => {
    const full = 'x'.repeat(MAX_CELL_LENGTH);
    expect(excelText(full)).toBe(full);
    const cut = excelText(`${full}y`);
    expect(cut).toHaveLength(MAX_CELL_LENGTH);
    expect(cut.endsWith('… [cut: longer than Excel allows]')).toBe(true);
  });

  it('is never cut through a character', () => {
    const cut = excelText('😀'.repeat(MAX_CELL_LENGTH));
    expect(cut).not.toMatch(/\p{Surrogate}/u);
    expect(cut.length).toBeLessThanOrEqual(MAX_CELL_LENGTH);
  });
});

describe('a sheet’s name', () => {
  it.each([
    ['Won deals', 'Won deals'],
    ['a/b\\c?d*e[f]g:h', 'a b c d e f g h'],
    ["'quoted'", 'quoted'],
    ['', 'Sheet'],
    ['History', 'Sheet History'],
    ['A name far too long for what Excel allows', 'A name far too long for what Ex'],
  ])('%j becomes %j', (wanted, expected) => {
    expect(sheetName(wanted, [])).toBe(expected);
  });

  it('is told apart from those in use, whatever their case', () => {
    expect(sheetName('Deals', ['deals'])).toBe('Deals (2)');
    expect(sheetName('Deals', ['DEALS', 'deals (2)'])).toBe('Deals (3)');
  });

  it('obeys Excel’s rules for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (wanted) => {
        const name = sheetName(wanted, ['Taken']);
        expect(name).toMatch(/^[^\\/?*[\]:']([^\\/?*[\]:]*[^\\/?*[\]:'])?$/u);
        expect(name.length).toBeLessThanOrEqual(31);
        expect(['history', 'taken']).not.toContain(name.toLowerCase());
        expect(name).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
