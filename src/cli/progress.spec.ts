import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { startProgress } from './progress.js';

/** What a terminal, or a file, is shown of an import of three thousand records in a file of 2,000 bytes. */
function shown(isTTY: boolean, known = true): string {
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 200 });
  const progress = startProgress(stderr, 'deals.csv', 'records');
  if (known) progress.update(3000, 500, 2000);
  else progress.update(3000);
  progress.stop();
  return String(stderr.read() ?? '');
}

describe('The progress of long work', () => {
  it('tells a person how much is done, how fast, and how long the rest takes', () => {
    expect(shown(true)).toMatch(/deals\.csv .* 3,000 records · [\d,]+\/s · 25 % · \d+ s left/);
  });

  it('says nothing of the rest where it is not known', () => {
    expect(shown(true, false)).toMatch(/3,000 records · [\d,]+\/s/);
    expect(shown(true, false)).not.toMatch(/%|left/);
  });

  it('stays out of files', () => {
    expect(shown(false)).toBe('');
  });
});
