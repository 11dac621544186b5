import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filterValues, writtenFilter } from './filter-values.js';

describe('the values of a filter', () => {
  it.each([
    ['spring', ['spring']],
    ['spring, autumn ,none', ['spring', 'autumn', null]],
    ['"fair, Oslo",spring', ['fair, Oslo', 'spring']],
    ['spring, "fair, Oslo" , none', ['spring', 'fair, Oslo', null]],
    ['"none"', ['none']],
    ['"the ""big"" one"', ['the "big" one']],
    ['5" screens,spring', ['5" screens', 'spring']],
    ['" padded "', [' padded ']],
    ['', ['']],
    ['spring,', ['spring', '']],
  ])('in %s are told apart by commas that no quotes hold', (text, values) => {
    expect(filterValues(text)).toEqual(values);
  });

  it.each(['"spring', '"spring"s', '"spring" autumn', 'a,"'])('in %s are not to be told', (text) => {
    expect(filterValues(text)).toBeUndefined();
  });

  it('are written such that the same ones are read, whatever ids there are', () => {
    const id = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.string({ unit: fc.constantFrom(',', '"', ' ', 'a') }),
    );
    const values = fc.array(fc.option(fc.oneof(id, fc.constant('none'))), { minLength: 1 });
    fc.assert(
      fc.property(values, (all) => {
        expect(filterValues(writtenFilter(all))).toEqual(all);
      }),
    );
  });
});
