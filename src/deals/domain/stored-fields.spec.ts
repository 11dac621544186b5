import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyField } from '../../../test/support/every-field.js';
import { PLACES, readStoredFields, storedFields } from './stored-fields.js';

describe('the form that sightings are stored in', () => {
  it('gives back exactly what was told, whatever that was', () => {
    fc.assert(
      fc.property(everyField, (fields) => {
        expect(readStoredFields(JSON.stringify(storedFields(fields)))).toStrictEqual(fields);
      }),
      { numRuns: 500 },
    );
  });

  it('has one place for every field', () => {
    const drawn = new Set(fc.sample(everyField, 1000).flatMap((fields) => Object.keys(fields)));
    expect(PLACES.toSorted()).toEqual([...drawn].toSorted());
  });

  it('ends with the last field that was told', () => {
    expect(JSON.stringify(storedFields({ status: 'won', name: 'UK spring deal' }))).toBe(
      '[1,"won",null,"UK spring deal"]',
    );
  });

  it('of another number is not guessed at', () => {
    expect(() => readStoredFields('[2,"won"]')).toThrow('stored in the form 2');
  });
});
