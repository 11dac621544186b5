import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../test/support/config-problems.js';
import { secretVariable } from './delivery-settings.js';
import { loadConfig } from './env.js';

describe('the settings of delivery', () => {
  it('allow nothing where nothing is said', () => {
    expect(loadConfig({}).delivery).toEqual({
      folders: [],
      smtpUrl: null,
      mailFrom: null,
      attachBytes: 10_000_000,
      publicUrl: null,
      linkSecret: null,
      linkDays: 7,
      webhookOrigins: [],
      webhookNetworks: [],
      webhookSeconds: 30,
      webhookSecrets: new Map(),
    });
  });

  it('are read with their lists, hosts as origins, and secrets by name', () => {
    const { delivery } = loadConfig({
      DEALPROOF_DELIVERY_FOLDERS: '/srv/a, /srv/b,',
      DEALPROOF_WEBHOOK_HOSTS: 'hooks.example.com, HOOKS.example.com:8443, http://hooks.internal:8080',
      DEALPROOF_WEBHOOK_NETWORKS: '10.20.0.0/16, fd00:1::/32',
      DEALPROOF_PUBLIC_URL: 'https://reports.example.com/dealproof/',
      DEALPROOF_LINK_SECRET: 'x'.repeat(32),
      [secretVariable('finance-hook')]: 'secret of finance',
    });
    expect(delivery).toMatchObject({
      folders: ['/srv/a', '/srv/b'],
      webhookOrigins: [
        'https://hooks.example.com',
        'https://hooks.example.com:8443',
        'http://hooks.internal:8080',
      ],
      webhookNetworks: ['10.20.0.0/16', 'fd00:1::/32'],
      publicUrl: 'https://reports.example.com/dealproof',
      webhookSecrets: new Map([['finance-hook', 'secret of finance']]),
    });
  });

  it.each([
    [{ DEALPROOF_DELIVERY_FOLDERS: 'reports' }, /FOLDERS “reports” is no absolute path/],
    [{ DEALPROOF_SMTP_URL: 'mail.example.com' }, /SMTP_URL must be the address of a mail server/],
    [{ DEALPROOF_SMTP_URL: 'smtp://mail.example.com' }, /MAIL_FROM must be given with DEALPROOF_SMTP_URL/],
    [{ DEALPROOF_MAIL_FROM: 'a@b.example\r\nBcc: c@d.example' }, /MAIL_FROM must be an e-mail address/],
    [{ DEALPROOF_LINK_SECRET: 'short' }, /LINK_SECRET must be a secret of at least 32/],
    [{ DEALPROOF_LINK_SECRET: 'x'.repeat(32) }, /PUBLIC_URL must be given with DEALPROOF_LINK_SECRET/],
    [{ DEALPROOF_PUBLIC_URL: 'reports.example.com' }, /PUBLIC_URL must be the address that people/],
    [{ DEALPROOF_WEBHOOK_HOSTS: 'https://hooks.example.com/path' }, /HOSTS “https:.*path” is no host/],
    [{ DEALPROOF_WEBHOOK_HOSTS: '*.example.com' }, /HOSTS “\*.example.com” is no host/],
    [
      { DEALPROOF_WEBHOOK_HOSTS: 'https://ada:pass@word@h.example' },
      /^[^:]*HOSTS “https:\/\/…@h.example” is/,
    ],
    [{ DEALPROOF_WEBHOOK_NETWORKS: '10.0.0.0' }, /NETWORKS “10.0.0.0” is no network/],
    [{ DEALPROOF_WEBHOOK_NETWORKS: '10.0.0.0/33' }, /is no network/],
    [{ DEALPROOF_LINK_DAYS: '0' }, /LINK_DAYS must be a whole number from 1 to 90/],
  ])('refuse %j in words', (environment, words) => {
    expect(problemsOf(environment)[0]).toMatch(words);
  });
});
