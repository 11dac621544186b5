import { request as askOverHttp } from 'node:http';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase, type Home } from '../support/each-database.js';
import { RULES } from '../support/open-book.js';
import { MailServer } from './mail-server.js';
import { Outbox, savedReport, settings, START } from './outbox.js';

const CSV = 'campaign,spend\r\nspring,7500.00\r\n';
const DAY = 86_400_000;

eachDatabase('A link to a file', (homes) => {
  let mail: MailServer;
  let home: Home;
  let outbox: Outbox;
  let link: string;
  let runId: string;

  beforeAll(async () => {
    mail = await MailServer.start();
    home = await homes.create();
    outbox = await Outbox.open(home, { DEALPROOF_SMTP_URL: mail.url });
    const saved = savedReport({ targets: [{ kind: 'email', to: ['ada@example.com'], as: 'link' }] });
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    await outbox.deliver(run, saved);
    ({ runId } = run);
    link = /https:\/\/dealproof\.example(\/\S+)/.exec(mail.received[0]?.mail.text ?? '')?.[1] ?? '';
  });
  afterAll(() => mail.stop());

  const serverAt = (now: number, own: Readonly<Record<string, string>> = {}) =>
    bootServer(home, now, RULES, settings(own));

  it('gives the file to whoever has it, and notes that', async () => {
    const http = await serverAt(START + DAY);
    const answer = await http.get(link).set('user-agent', 'Mail program').expect(200);
    expect(answer.text).toBe(CSV);
    expect(answer.headers).toMatchObject({
      'content-disposition': 'attachment; filename="weekly-roi-20211001T060000Z.csv"',
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    });
    const { body } = await http.get('/api/v1/exports').expect(200);
    expect(body.items).toEqual([
      {
        exportId: expect.any(Number),
        at: '2021-10-02T06:00:00.000Z',
        who: 'link to ada@example.com, 127.0.0.1 (Mail program)',
        what: 'weekly-roi',
        runId,
        how: 'download',
        files: ['weekly-roi-20211001T060000Z.csv'],
        rows: 3,
        bytes: CSV.length,
        complete: true,
      },
    ]);
  });

  it('leads nowhere when a single character of it is another, or its time is put off', async () => {
    const http = await serverAt(START);
    const at = '/api/v1/deliveries/files/'.length;
    for (let index = at; index < link.length; index += 1) {
      const other = link[index] === '1' ? '2' : '1';
      const { status } = await http.get(`${link.slice(0, index)}${other}${link.slice(index + 1)}`);
      expect([index, status]).toEqual([index, 404]);
    }
    await http.get(`${link.slice(0, -1)}`).expect(404);
    await http.get(`${link}A`).expect(404);
    const others = await serverAt(START, { DEALPROOF_LINK_SECRET: 'another secret, of another service' });
    await others.get(link).expect(404);
  });

  it('expires, and says so', async () => {
    const http = await serverAt(START + 7 * DAY);
    const { body } = await http.get(link).expect(404);
    expect(body.detail).toBe('This link was good until 2021-10-08T06:00:00.000Z.');
    const last = await serverAt(START + 7 * DAY - 1);
    await last.get(link).expect(200);
  });

  it('to a file that is removed says that', async () => {
    rmSync(join(home.dataDir, 'report-runs'), { recursive: true });
    const http = await serverAt(START);
    const { body } = await http.get(link).expect(404);
    expect(body.errors[0].message).toBe(
      'The file weekly-roi.csv is not there any more; make the report again.',
    );
  });

  it('and deliveries are told over HTTP, and only what failed is sent again', async () => {
    const http = await serverAt(START);
    const { body } = await http.get(`/api/v1/deliveries?run=${runId}&state=delivered`).expect(200);
    expect(body).toMatchObject({
      items: [{ kind: 'email', recipient: 'ada@example.com', linksUntil: '2021-10-08T06:00:00.000Z' }],
      nextCursor: null,
    });
    const [{ deliveryId }] = body.items;
    await http.post(`/api/v1/deliveries/${deliveryId}/retry`).send({ by: 'Ada' }).expect(409);
    await http.post('/api/v1/deliveries/77/retry').send({ by: 'Ada' }).expect(404);
    await http.post('/api/v1/deliveries/x/retry').send({ by: 'Ada' }).expect(400);
    await http.post(`/api/v1/deliveries/${deliveryId}/retry`).send({}).expect(400);
    await http.get('/api/v1/deliveries?state=lost').expect(400);
  });
});

eachDatabase('A report that is downloaded', (homes) => {
  it('is noted with its rows and bytes, and as broken off where it was', async () => {
    const http = await bootServer(await homes.create());
    const whole = await http.get('/api/v1/reports/pipeline?format=csv').expect(200);
    await http.get('/api/v1/reports/pipelin').expect(404);
    const url = new URL(http.get('/api/v1/reports/registration-audit').url);
    await new Promise<void>((resolve) => {
      const asked = askOverHttp(url, { headers: { 'user-agent': 'Impatient' } }, (answer) => {
        answer.destroy();
      });
      asked
        .on('close', resolve)
        .on('error', () => {})
        .end();
    });
    const entries = async (): Promise<readonly { readonly who: string }[]> =>
      (await http.get('/api/v1/exports').expect(200)).body.items;
    let found = await entries();
    while (found.length < 2) found = await entries();
    expect(found).toMatchObject([
      { what: 'registration-audit', who: '127.0.0.1 (Impatient)' },
      {
        what: 'pipeline',
        how: 'download',
        files: ['pipeline.csv'],
        bytes: Buffer.byteLength(whole.text),
        complete: true,
      },
    ]);
  });
});
