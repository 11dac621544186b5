import { describe, expect, it } from '@jest/globals';
import { isName } from './who.js';

describe('the name of whoever did something', () => {
  it.each(['Ada', 'Åke Sjöberg', '王芳', 'uid 54321', 'ada@contoso.com (night shift)'])(
    'may be %j',
    (name) => {
      expect(isName(name)).toBe(true);
    },
  );

  it.each([
    '',
    '  ',
    '\t',
    'Ada\n2020-01-01  rule set 9: forged (Root)',
    'Ada\u001b[31m',
    'Ada\u2028',
    'Ada\u0000',
    'a'.repeat(201),
  ])('cannot be %j, which would read like something else in the log', (name) => {
    expect(isName(name)).toBe(false);
  });
});
