import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/env.js';
import { AllowedHosts, type Resolve } from '../../src/delivery/allowed-hosts.js';
import { eachDatabase } from '../support/each-database.js';
import { HookServer } from './hook-server.js';
import { HOOK_SECRET, Outbox, savedReport, START } from './outbox.js';

const CSV = 'campaign,spend\r\nspring,7500.00\r\n';

eachDatabase('A report that a webhook is told of', (homes) => {
  let hooks: HookServer;

  beforeAll(async () => {
    hooks = await HookServer.start();
  });
  afterAll(() => hooks.stop());
  beforeEach(() => {
    hooks.called.length = 0;
    hooks.answers.length = 0;
  });

  const open = async (own: Readonly<Record<string, string>> = {}) =>
    Outbox.open(await homes.create(), { DEALPROOF_WEBHOOK_HOSTS: hooks.origin, ...own });
  const to = (url: string, own: Readonly<Record<string, unknown>> = {}) =>
    savedReport({ targets: [{ kind: 'webhook', url, secret: 'finance' }], ...own });
  const deliver = async (outbox: Outbox, saved = to(`${hooks.origin}/reports?team=7`)) => {
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const [delivery] = await outbox.deliver(run, saved);
    return { run, delivery };
  };

  it('is told what it needs to fetch and to check, signed with the time', async () => {
    const outbox = await open();
    const { run, delivery } = await deliver(outbox);
    expect(delivery).toMatchObject({ state: 'delivered', receipt: { kind: 'webhook', status: 204 } });
    const [called] = hooks.called;
    expect(called?.path).toBe('/reports?team=7');
    expect(JSON.parse(called?.body ?? '')).toMatchObject({
      deliveryId: delivery?.key,
      savedReport: 'weekly-roi',
      asOf: '2021-10-01T06:00:00.000Z',
      rows: 3,
      figures: [{ key: 'spend_usd', title: 'Spend (USD)', value: '7500.00', shown: '7,500.00' }],
      contentSha256: run.contentSha256,
      linksExpireAt: '2021-10-08T06:00:00.000Z',
      files: [
        {
          name: 'weekly-roi-20211001T060000Z.csv',
          bytes: CSV.length,
          sha256: run.files[0]?.sha256,
          url: expect.stringMatching(/^https:\/\/dealproof\.example\/api\/v1\/deliveries\/files\//),
        },
      ],
    });
    const timestamp = String(START / 1000);
    const signature = createHmac('sha256', HOOK_SECRET).update(`${timestamp}.${called?.body}`).digest('hex');
    expect(called?.headers).toMatchObject({
      'content-type': 'application/json',
      'dealproof-delivery': delivery?.key,
      'dealproof-timestamp': timestamp,
      'dealproof-signature': `v1=${signature}`,
    });
    // The files themselves are taken when a link is followed.
    expect((await outbox.exports.list(null, 10)).items).toEqual([]);
  });

  it('that was noted before figures were told to programs goes out without them', async () => {
    const outbox = await open();
    const saved = to(`${hooks.origin}/`);
    const { figures: _, ...earliest } = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const later = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const noted = [earliest, { ...later, figures: [{ title: 'Spend (USD)', value: '7,500.00' }] }];
    for (const run of noted) expect(await outbox.deliver(run, saved)).toMatchObject([{ state: 'delivered' }]);
    expect(hooks.called.map(({ body }) => JSON.parse(body).figures)).toEqual([null, null]);
  });

  it('is told again under the same id when it does not answer, as late as it asks for within an hour', async () => {
    const outbox = await open();
    const later = { date: 'Fri, 01 Oct 2021 06:00:00 GMT', 'retry-after': 'Fri, 01 Oct 2021 06:20:00 GMT' };
    hooks.answers.push(
      { status: 503, headers: { 'retry-after': '600' }, body: 'Down for repairs' },
      { status: 503, headers: later },
      { status: 429, headers: { 'retry-after': '999999' } },
      { status: 500 },
    );
    let { run, delivery } = await deliver(outbox);
    const waits: number[] = [];
    const errors: (string | null)[] = [];
    while (delivery?.state === 'waiting') {
      waits.push((delivery.nextAttemptAt - outbox.now) / 60_000);
      errors.push(delivery.error);
      outbox.now = delivery.nextAttemptAt;
      [delivery] = await outbox.send(run);
    }
    expect(waits).toEqual([10, 20, 60, 8]);
    expect(errors[0]).toBe('It was answered with 503: Down for repairs');
    expect(delivery).toMatchObject({ state: 'delivered', attempt: 5 });
    expect(new Set(hooks.called.map(({ headers }) => headers['dealproof-delivery'])).size).toBe(1);
  });

  it('is not told again after an answer that is final, nor elsewhere after a redirect', async () => {
    const outbox = await open();
    for (const status of [400, 404, 410, 301, 302, 307]) {
      hooks.answers.push({ status, headers: { location: `${hooks.origin}/elsewhere` }, body: 'No' });
      const { delivery } = await deliver(outbox);
      expect([status, delivery]).toMatchObject([status, { state: 'failed', attempt: 1 }]);
    }
    expect(hooks.called.map(({ path }) => path)).toEqual(Array(6).fill('/reports?team=7'));
  });

  it('counts as told from the status on, whatever becomes of the words after it', async () => {
    const outbox = await open();
    hooks.answers.push({ status: 200, body: 'half of the', breaksOff: true });
    expect((await deliver(outbox)).delivery).toMatchObject({
      state: 'delivered',
      receipt: { kind: 'webhook', status: 200 },
    });
    hooks.answers.push({ status: 400, body: 'No such', breaksOff: true });
    expect((await deliver(outbox)).delivery).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('It was answered with 400'),
    });
  });

  it('does not wait for an answer from who goes over to another protocol', async () => {
    const outbox = await open();
    hooks.answers.push({ status: 101, headers: { connection: 'upgrade', upgrade: 'websocket' } });
    expect((await deliver(outbox)).delivery).toMatchObject({
      state: 'failed',
      error: 'It was answered with 101',
    });
  });

  it('is refused where the configuration names no such host, or its address is a private one', async () => {
    const outbox = await open({ DEALPROOF_WEBHOOK_NETWORKS: '' });
    const { port } = hooks;
    const asked = [
      `http://127.0.0.1:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      `http://[::1]:${port}/`,
      `http://2130706433:${port}/`,
      `http://0177.0.0.1:${port}/`,
      `http://0x7f.1:${port}/`,
      `http://localhost:${port}/`,
      `http://10.0.0.7:${port}/`,
      `http://169.254.169.254/latest/meta-data`,
      `http://[fd00::1]/`,
      `http://[64:ff9b::7f00:1]/`,
      `http://[::7f00:1]/`,
    ];
    const saved = savedReport({ targets: asked.map((url) => ({ kind: 'webhook', url, secret: 'finance' })) });
    const unnamed = await outbox.deliver(outbox.finish(saved, { 'weekly-roi.csv': CSV }), saved);
    expect(unnamed.filter(({ state }) => state !== 'failed')).toEqual([]);
    const hosts = asked.map((url) => new URL(url).origin).join(',');
    const named = await open({ DEALPROOF_WEBHOOK_NETWORKS: '', DEALPROOF_WEBHOOK_HOSTS: hosts });
    const refused = await named.deliver(named.finish(saved, { 'weekly-roi.csv': CSV }), saved);
    expect(
      refused.map(({ recipient, state, error }) => [recipient, state, /no public address/.test(error ?? '')]),
    ).toEqual(asked.map((url) => [url, 'failed', true]));
    expect(hooks.called).toEqual([]);
  });

  it('is refused without a secret to sign with, and names the variable that is missing', async () => {
    const outbox = await open();
    const saved = savedReport({
      targets: [{ kind: 'webhook', url: `${hooks.origin}/`, secret: 'sales-team' }],
    });
    const { delivery } = await deliver(outbox, saved);
    expect(delivery?.error).toContain('DEALPROOF_WEBHOOK_SECRET_SALES_TEAM');
    expect(hooks.called).toEqual([]);
  });
});

describe('The address that a webhook is sent to', () => {
  const answered: readonly string[] = ['93.184.216.34', '127.0.0.1'];

  it('is checked where it is connected to: a name that leads elsewhere a moment later gains nothing', async () => {
    const hooks = await HookServer.start();
    let asked = 0;
    const resolve: Resolve = async () => [{ address: answered[asked++] ?? '', family: 4 }];
    const { delivery } = loadConfig({ DEALPROOF_WEBHOOK_HOSTS: `http://hooks.example.com:${hooks.port}` });
    const hosts = new AllowedHosts(delivery, resolve);
    const url = await hosts.check(`http://hooks.example.com:${hooks.port}/`);
    const first = await new Promise((done) => {
      hosts.lookup('hooks.example.com', {}, (error, address) => done([error, address]));
    });
    expect(first).toEqual([null, '93.184.216.34']);
    const failure = await new Promise((done) => {
      request(url, { lookup: hosts.lookup, agent: false }).on('error', done).end();
    });
    expect(failure).toMatchObject({
      message: expect.stringContaining('hooks.example.com leads to 127.0.0.1, which is no public address'),
    });
    expect(hooks.called).toEqual([]);
    await hooks.stop();
  });

  it('is refused where one of several addresses is a private one', async () => {
    const resolve: Resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '::ffff:10.0.0.1', family: 6 },
    ];
    const hosts = new AllowedHosts(loadConfig({}).delivery, resolve);
    const failure = await new Promise((done) => {
      hosts.lookup('hooks.example.com', { all: true }, (error) => done(error));
    });
    expect(failure).toMatchObject({ details: { final: true } });
  });
});
