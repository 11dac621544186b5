import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadConfig } from '../config/env.js';
import { FileLinks } from './file-links.js';

const NOW = Date.UTC(2021, 9, 1, 6);
const FILE = { key: '6d3f8b0e-6a35-4c39-9d0e-7e4c2b0a4a51', index: 3 };

function linksOf(own: Readonly<Record<string, string>> = {}): FileLinks {
  return new FileLinks(
    loadConfig({
      DEALPROOF_PUBLIC_URL: 'https://dealproof.example/reports/',
      DEALPROOF_LINK_SECRET: 'a secret that signs the links of tests',
      ...own,
    }),
  );
}

function tokenOf(links: FileLinks, expiresAt = links.expiry(NOW)): string {
  const url = links.make(FILE, expiresAt) ?? '';
  const start = 'https://dealproof.example/reports/api/v1/deliveries/files/';
  expect(url.slice(0, start.length)).toBe(start);
  return url.slice(start.length);
}

describe('a link to a file', () => {
  const links = linksOf();
  const token = tokenOf(links);

  it('leads to its file until the second it expires', () => {
    expect(links.read(token, NOW)).toEqual(FILE);
    expect(links.read(token, links.expiry(NOW) - 1)).toEqual(FILE);
    expect(() => links.read(token, links.expiry(NOW))).toThrow(
      'This link was good until 2021-10-08T06:00:00.000Z.',
    );
  });

  it('leads nowhere when a single character of it is another, is missing, or is one too many', () => {
    fc.assert(
      fc.property(
        fc.nat(token.length),
        fc.nat(1),
        fc.constantFrom('', ...'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.'),
        (index, replaced, character) => {
          const other = `${token.slice(0, index)}${character}${token.slice(index + replaced)}`;
          fc.pre(other !== token);
          expect(() => links.read(other, NOW)).toThrow('This link leads nowhere.');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('cannot be made by who has another secret, nor read by who has none', () => {
    const others = linksOf({ DEALPROOF_LINK_SECRET: 'another secret, of another service' });
    expect(() => others.read(token, NOW)).toThrow('This link leads nowhere.');
    const none = new FileLinks(loadConfig({}));
    expect(none.make(FILE, NOW)).toBeNull();
    expect(() => none.read(token, NOW)).toThrow('This link leads nowhere.');
  });
});
