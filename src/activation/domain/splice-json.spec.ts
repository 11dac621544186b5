import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spliceJson } from './splice-json.js';

describe('a value set in a JSON text', () => {
  it('leaves every other character as it is', () => {
    const text =
      '\uFEFF{\r\n\t"status" :  "inactive" , "effective": {"from":"2021-06-01","until":null},\r\n "x": 1.50 }\r\n';
    const active = spliceJson(text, { keys: ['status'], value: 'active' });
    expect(active).toBe(text.replace('"inactive"', '"active"'));
    const ended = spliceJson(active, { keys: ['effective', 'until'], value: '2021-08-20' });
    expect(ended).toBe(active.replace('null', '"2021-08-20"'));
    expect(spliceJson(ended, { keys: ['effective', 'until'], value: null })).toBe(active);
  });

  it('finds the member itself, not one of the same name elsewhere', () => {
    const text = '{ "a": { "status": "b" }, "note": "\\"status\\": \\"c\\"", "status": "d" }';
    expect(spliceJson(text, { keys: ['status'], value: 'e' })).toBe(text.replace('"d"', '"e"'));
    expect(() => spliceJson(text, { keys: ['a', 'until'], value: 'e' })).toThrow(RangeError);
  });

  it('changes nothing else of what the text says, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.nat(8),
        fc.string(),
        (told, indent, value) => {
          const text = JSON.stringify({ ...told, status: 'inactive' }, null, indent);
          const parsed: unknown = JSON.parse(text);
          expect(JSON.parse(spliceJson(text, { keys: ['status'], value }))).toEqual({
            ...Object(parsed),
            status: value,
          });
        },
      ),
    );
  });
});
