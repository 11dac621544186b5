import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../test/support/config-problems.js';
import { loadConfig, POSTGRES_DEFAULTS } from './env.js';

describe('the settings for PostgreSQL', () => {
  it('have values that need nothing said', () => {
    expect(loadConfig({}).postgres).toEqual(POSTGRES_DEFAULTS);
  });

  it('are those of the environment', () => {
    const { postgres } = loadConfig({
      DEALPROOF_PG_WRITERS: '1',
      DEALPROOF_PG_READERS: '20',
      DEALPROOF_PG_REPORTS: '3',
      DEALPROOF_PG_CONNECT_TIMEOUT: '5',
      DEALPROOF_PG_READ_TIMEOUT: '0',
      DEALPROOF_PG_REPORT_TIMEOUT: '60',
      DEALPROOF_PG_LOCK_TIMEOUT: '61',
      DEALPROOF_PG_IDLE_TIMEOUT: '62',
    });
    expect(postgres).toEqual({
      writers: 1,
      readers: 20,
      reports: 3,
      connectSeconds: 5,
      readSeconds: 0,
      reportSeconds: 60,
      waitSeconds: 61,
      idleSeconds: 62,
    });
  });

  it.each(['', '0', '-1', '1.5', '101', 'four', '1e1', ' 4'])('refuse “%s” connections in words', (value) => {
    expect(problemsOf({ DEALPROOF_PG_READERS: value })).toEqual([
      'DEALPROOF_PG_READERS must be a whole number from 1 to 100: the most connections of this kind',
    ]);
  });

  it.each(['', '30s', '-1', '86401'])('refuse “%s” seconds in words', (value) => {
    expect(problemsOf({ DEALPROOF_PG_READ_TIMEOUT: value })).toEqual([
      'DEALPROOF_PG_READ_TIMEOUT must be a whole number from 0 to 86400: seconds, 0 for no limit',
    ]);
  });
});
