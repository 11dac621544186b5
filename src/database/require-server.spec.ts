import { describe, expect, it } from '@jest/globals';
import { requireFit } from './require-server.js';

describe('a PostgreSQL server', () => {
  it.each(['9.6.24', '13.22', '13.22 (Debian 13.22-1)'])('of version %s is told to be too old', (version) => {
    expect(() => requireFit({ version, encoding: 'UTF8' })).toThrow(`PostgreSQL ${version} is too old.`);
  });

  it.each(['14.0', '14beta1', '18.1 (Debian 18.1-1.pgdg13+2)'])('of version %s will do', (version) => {
    expect(() => requireFit({ version, encoding: 'UTF8' })).not.toThrow();
  });
});
