import { chmodSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openDatabase } from '../../src/database/open-database.js';

const NOBODY = 65534;

it('a book in a folder that may only be read says what to do', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dealproof-read-only-'));
  await (await openDatabase({ dataDir, databaseUrl: null })).close();
  for (const file of readdirSync(dataDir)) chmodSync(join(dataDir, file), 0o444);
  chmodSync(dataDir, 0o555);
  const isRoot = process.geteuid?.() === 0;
  // To root everything is writable.
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await expect(openDatabase({ dataDir, databaseUrl: null, noBook: 'refuse' })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The book cannot be opened.',
      problems: [
        {
          file: dataDir,
          message: expect.stringContaining('must be writable'),
          remedy: expect.stringContaining('copy the folder'),
        },
      ],
    });
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});
