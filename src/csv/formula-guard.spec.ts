import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guardFormula } from './formula-guard.js';

/** What a spreadsheet would take for the start of a formula, seen without the characters that show nothing. */
function wouldRun(cell: string): boolean {
  return /^[=+\-@＝＋－＠]/u.test(cell.replace(/^[\s\p{Cf}\p{Cc}]+/u, ''));
}

describe('a text in a CSV file', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+33 1 23 45', "'+33 1 23 45"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['\u00a0=1', "'\u00a0=1"],
    ['\ufeff=1', "'\ufeff=1"],
    ['\u200b\u2060=1', "'\u200b\u2060=1"],
    ['\u00ad@x', "'\u00ad@x"],
    ['\t=1', "'\t'=1"],
    ['\n=1', "'\n'=1"],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠x', "'＠x"],
    ['\tplain', "'\tplain"],
    ['\rplain', "'\rplain"],
    ['\nplain', "'\nplain"],
    ['a;=1+1', "a;'=1+1"],
    ['first line\r\n=2', "first line\r\n'=2"],
  ])('%j cannot start a formula', (text, expected) => {
    expect(guardFormula(text)).toBe(expected);
  });

  it('is guarded after commas, too, in a file in which they need no quotes', () => {
    expect(guardFormula('a,=1+1', ';')).toBe("a,'=1+1");
    expect(guardFormula('a,=1+1', '\t')).toBe("a,'=1+1");
    expect(guardFormula('a,=1+1', ',')).toBe('a,=1+1');
  });

  it.each([
    'Contoso',
    "'=quoted",
    '007',
    'a=b',
    'x - y',
    '1-2',
    'A+B; C',
    '',
    '北京科技',
    'https://a.b/?c=d',
  ])('%j stays as it is', (text) => {
    expect(guardFormula(text)).toBe(text);
  });

  it('never starts a formula, however it is split at semicolons, tabs and line breaks', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '＝',
        ' ',
        '\t',
        '\r',
        '\n',
        ';',
        '\ufeff',
        '\u200b',
        "'",
        'a',
        '1',
      ),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (value) => {
        const guarded = guardFormula(value);
        for (const cell of [guarded, ...guarded.split(/[;\t\r\n]/u)]) expect(wouldRun(cell)).toBe(false);
        expect(guarded.replaceAll("'", '')).toBe(value.replaceAll("'", ''));
      }),
    );
  });
});
