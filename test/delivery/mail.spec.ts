import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { eachDatabase } from '../support/each-database.js';
import { MailServer } from './mail-server.js';
import { Outbox, savedReport, START } from './outbox.js';

const CSV = 'campaign,spend\r\nspring,7500.00\r\n';
const DAY = 86_400_000;

eachDatabase('A report that goes out by mail', (homes) => {
  let server: MailServer;

  beforeAll(async () => {
    server = await MailServer.start();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    server.received.length = 0;
    server.refused.clear();
  });

  const open = async (own: Readonly<Record<string, string>> = {}) =>
    Outbox.open(await homes.create(), { DEALPROOF_SMTP_URL: server.url, ...own });
  const to = (addresses: readonly string[], own: Readonly<Record<string, unknown>> = {}) =>
    savedReport({ targets: [{ kind: 'email', to: addresses, as: 'attachment' }], ...own });

  it('says in words what it is, and carries the file', async () => {
    const outbox = await open();
    const saved = to(['ada@example.com'], { options: { zone: 'Europe/Stockholm', view: 'cash' } });
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const [delivery] = await outbox.deliver(run, saved);
    expect(delivery).toMatchObject({ state: 'delivered', receipt: { kind: 'email' } });
    const [{ to: recipients, mail } = { to: [], mail: undefined }] = server.received;
    expect(recipients).toEqual(['ada@example.com']);
    expect(mail).toMatchObject({
      subject: 'Weekly ROI – 2021-10-01 08:00 (Europe/Stockholm)',
      from: { name: 'Dealproof', address: 'reports@dealproof.example' },
      to: [{ address: 'ada@example.com' }],
      messageId: `<${delivery?.key}@dealproof.example>`,
      attachments: [{ filename: 'weekly-roi-20211001T060000Z.csv', mimeType: 'text/csv' }],
    });
    expect(mail?.text).toContain('What each campaign cost and brought.');
    expect(mail?.text).toContain('Made with: zone Europe/Stockholm, view cash');
    expect(mail?.text).toContain('Spend (USD): 7,500.00\n');
    expect(mail?.html).toContain('<p>Spend (USD): 7,500.00</p>');
    expect(mail?.text).toContain('Rows: 3');
    expect(mail?.html).toContain('<h1>Weekly ROI</h1>');
    const attached = mail?.attachments[0]?.content;
    expect(attached instanceof ArrayBuffer ? Buffer.from(attached).toString() : attached).toBe(CSV);
    expect((await outbox.exports.list(null, 10)).items).toMatchObject([
      { who: 'ada@example.com', rows: 3, bytes: CSV.length, how: 'delivery' },
    ]);
  });

  it('reaches each recipient once, whoever of them is refused or asked again', async () => {
    const outbox = await open();
    const five = ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com', 'e@example.com'];
    server.refused.set('b@example.com', { code: 450, words: 'Mailbox busy' });
    server.refused.set('d@example.com', { code: 550, words: 'No such user here' });
    const saved = to(five);
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const first = await outbox.deliver(run, saved);
    expect(first.map(({ state }) => state)).toEqual([
      'delivered',
      'waiting',
      'delivered',
      'failed',
      'delivered',
    ]);
    expect(first[3]?.error).toContain('No such user here');
    server.refused.clear();
    outbox.now += 60_000;
    // A run that is handed over again adds nobody.
    await outbox.deliveries.enqueue(run, saved);
    const second = await outbox.send(run);
    expect(second.map(({ state, attempt }) => [state, attempt])).toEqual([
      ['delivered', 1],
      ['delivered', 2],
      ['delivered', 1],
      ['failed', 1],
      ['delivered', 1],
    ]);
    expect(server.received.flatMap((each) => each.to).toSorted()).toEqual(
      five.filter((address) => address !== 'd@example.com'),
    );
    const retried = await outbox.deliveries.retry(second[3]?.deliveryId ?? 0, 'Ada');
    expect(retried).toMatchObject({ state: 'waiting', retriedBy: 'Ada' });
    expect((await outbox.send(run))[3]).toMatchObject({ state: 'delivered', attempt: 1 });
    await expect(outbox.deliveries.retry(retried.deliveryId, 'Ada')).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('cannot be led astray by what a title, a name or an address holds', async () => {
    const outbox = await open();
    const saved = {
      ...to(['ada@example.com']),
      title: 'Weekly\r\nBcc: mallory@example.com\r\n\r\nROI',
      description: '<script>alert(1)</script>',
    };
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const named = {
      ...run,
      files: run.files.map((file) => ({ ...file, name: 'a"\r\nX-Bad: 1\r\n/b.csv' })),
    };
    await outbox.deliver(named, saved);
    const [received] = server.received;
    expect(received?.to).toEqual(['ada@example.com']);
    expect(received?.mail.subject).toBe('Weekly Bcc: mallory@example.com ROI – 2021-10-01 06:00 (UTC)');
    expect(received?.mail.bcc ?? []).toEqual([]);
    expect(received?.mail.headers.map(({ key }) => key)).not.toContain('x-bad');
    expect(received?.mail.attachments[0]?.filename).toBe('a-X-Bad- 1-b-20211001T060000Z.csv');
    expect(received?.mail.html).toContain('&lt;script&gt;');
  });

  it('that was noted before mails told figures goes out as it would have then', async () => {
    const outbox = await open();
    const saved = to(['ada@example.com']);
    const { figures: _, ...earlier } = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    expect(await outbox.deliver(earlier, saved)).toMatchObject([{ state: 'delivered' }]);
    expect(server.received[0]?.mail.text).toContain('What each campaign cost and brought.\n\nAs of: ');
  });

  it('goes out as links where it is too large to be attached, and its files are kept until they expire', async () => {
    const outbox = await open({ DEALPROOF_MAIL_ATTACH_BYTES: '10', DEALPROOF_LINK_DAYS: '3' });
    const saved = to(['ada@example.com']);
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const [delivery] = await outbox.deliver(run, saved);
    expect(delivery).toMatchObject({ state: 'delivered', linksUntil: START + 3 * DAY });
    const [received] = server.received;
    expect(received?.mail.attachments).toEqual([]);
    expect(received?.mail.text).toMatch(/https:\/\/dealproof\.example\/api\/v1\/deliveries\/files\/[\w.-]+/);
    // Nobody has taken anything yet.
    expect((await outbox.exports.list(null, 10)).items).toEqual([]);
    expect(await outbox.deliveries.runsInUse([run.runId, 'another'])).toEqual(new Set([run.runId]));
    outbox.now += 3 * DAY;
    expect(await outbox.deliveries.runsInUse([run.runId])).toEqual(new Set());
  });

  it('is tried for hours while there is no mail server, and then given up, in sight, with no notice by mail', async () => {
    const gone = await MailServer.start();
    const { url } = gone;
    await gone.stop();
    const outbox = await open({ DEALPROOF_SMTP_URL: url });
    const saved = to(['ada@example.com']);
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    let [delivery] = await outbox.deliver(run, saved);
    const waits: number[] = [];
    while (delivery?.state === 'waiting') {
      waits.push((delivery.nextAttemptAt - outbox.now) / 60_000);
      outbox.now = delivery.nextAttemptAt;
      [delivery] = await outbox.send(run);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(delivery).toMatchObject({
      state: 'failed',
      attempt: 10,
      error: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await outbox.of(run.runId)).toHaveLength(1);
    expect(await outbox.deliveries.countByState()).toEqual(
      new Map([
        ['waiting', 0],
        ['sending', 0],
        ['delivered', 0],
        ['skipped', 0],
        ['failed', 1],
      ]),
    );
  });

  it('is broken off when the service stops, and goes out with the next one', async () => {
    const outbox = await open();
    const saved = to(['ada@example.com']);
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    await outbox.deliveries.enqueue(run, saved);
    const stopping = new AbortController();
    server.onReceived = async () => {
      stopping.abort();
      // The server says nothing until the sender has hung up.
      while (server.connected > 0) await pause(5);
    };
    await outbox.deliveries.deliverDue(stopping.signal);
    while (server.connected > 0) await pause(5);
    server.onReceived = async () => {};
    expect(await outbox.of(run.runId)).toMatchObject([{ state: 'waiting', attempt: 0, error: null }]);
    expect(await outbox.send(run)).toMatchObject([{ state: 'delivered', attempt: 1 }]);
    const [first, second] = server.received.map(({ mail }) => mail.messageId);
    expect(second).toBe(first);
  });

  it('that could not be made is told to its owner, once, and a notice that fails makes no other', async () => {
    const outbox = await open();
    const notice = {
      savedReport: 'weekly-roi',
      ownerName: 'Ada Berg',
      ownerEmail: 'ada@example.com',
      runId: 'run-1',
      slot: START,
      attempts: 3,
      error: 'The database\r\nwas away.',
    };
    await outbox.deliveries.notify(notice);
    await outbox.deliveries.notify(notice);
    server.refused.set('ada@example.com', { code: 550, words: 'No such user' });
    const [refused, ...others] = await outbox.send({ runId: 'run-1' });
    expect([refused?.purpose, refused?.state, others]).toEqual(['run-notice', 'failed', []]);
    server.refused.clear();
    await outbox.deliveries.retry(refused?.deliveryId ?? 0, 'Ada');
    await outbox.send({ runId: 'run-1' });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.mail.subject).toBe('The report weekly-roi could not be made');
    expect(server.received[0]?.mail.text).toContain('of 2021-10-01T06:00:00.000Z failed');
    await outbox.deliveries.notify({ ...notice, runId: 'run-2', ownerEmail: null });
    expect(await outbox.of('run-2')).toEqual([]);
  });
});
