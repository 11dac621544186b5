import { describe, expect, it } from '@jest/globals';
import { whoIs } from './who.js';

describe('whoever works at the terminal', () => {
  it('goes by the name given, else by that of the user', () => {
    expect(whoIs('Ada', () => 'root')).toBe('Ada');
    expect(whoIs(undefined, () => 'bo')).toBe('bo');
  });

  it('goes by the number of a user who has no name', () => {
    const nameless = (): string => {
      throw new Error('uv_os_get_passwd returned ENOENT');
    };
    expect(whoIs(undefined, nameless)).toBe(`uid ${process.getuid?.()}`);
  });
});
