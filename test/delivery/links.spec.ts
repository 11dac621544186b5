import { rmSync } from 'node:fs';
import { request as askOverHttp } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { pino } from 'pino';
import { loadConfig } from '../../src/config/env.js';
import { FileLinks } from '../../src/delivery/file-links.js';
import { ProblemFilter } from '../../src/http/problem.filter.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase, type Home } from '../support/each-database.js';
import { RULES } from '../support/open-book.js';
import { MailServer } from './mail-server.js';
import { Outbox, savedReport, settings, START } from './outbox.js';

const CSV = 'campaign,spend\r\nspring,7500.00\r\n';
/** More than what lies between the service and a reader that takes nothing. */
const LONG = 'spring,7500.00\r\n'.repeat(1_000_000);

eachDatabase('A link to a file', (homes) => {
  let mail: MailServer;
  let home: Home;
  let outbox: Outbox;
  let http: Awaited<ReturnType<typeof bootServer>>;

  beforeAll(async () => {
    mail = await MailServer.start();
    home = await homes.create();
    outbox = await Outbox.open(home, { DEALPROOF_SMTP_URL: mail.url });
    http = await bootServer(home, START, RULES, settings({ DEALPROOF_SMTP_URL: mail.url }));
  });
  afterAll(() => mail.stop());

  /** The delivery of a run when it has come to an end: the service that answers sends what is due, too. */
  const settled = async (runId: string) => {
    for (;;) {
      const [delivery] = await outbox.of(runId);
      if (delivery !== undefined && delivery.endedAt !== null) return delivery;
    }
  };
  const linkTo = async (csv: string) => {
    const saved = savedReport({ targets: [{ kind: 'email', to: ['ada@example.com'], as: 'link' }] });
    const run = outbox.finish(saved, { 'weekly-roi.csv': csv });
    await outbox.deliver(run, saved);
    const delivery = await settled(run.runId);
    const text = mail.received.at(-1)?.mail.text ?? '';
    return { ...run, delivery, link: /https:\/\/dealproof\.example(\/\S+)/.exec(text)?.[1] ?? '' };
  };
  /** What is noted of something that is taken; that is done a moment after the answer has gone out. */
  const noted = async (take: () => Promise<unknown>) => {
    const { length } = (await outbox.exports.list(null, 100)).items;
    await take();
    for (;;) {
      const { items } = await outbox.exports.list(null, 100);
      if (items.length > length) return items.slice(0, items.length - length);
    }
  };

  it('gives the file to whoever has it, and that is noted', async () => {
    const { runId, link } = await linkTo(CSV);
    await noted(async () => {
      const answer = await http.get(link).set('user-agent', 'Mail program').expect(200);
      expect(answer.text).toBe(CSV);
      expect(answer.headers).toMatchObject({
        'content-disposition': 'attachment; filename="weekly-roi-20211001T060000Z.csv"',
        'cache-control': 'private, no-store',
        'referrer-policy': 'no-referrer',
      });
    });
    const { body } = await http.get('/api/v1/exports').expect(200);
    expect(body.items).toEqual([
      {
        exportId: expect.any(Number),
        at: '2021-10-01T06:00:00.000Z',
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

  it('that is only looked at takes nothing, and nothing is noted', async () => {
    const { link } = await linkTo(LONG);
    const entries = await noted(async () => {
      await http.head('/api/v1/reports/pipeline?format=csv').set('user-agent', 'Scanner').expect(200);
      await http.head(link).set('user-agent', 'Scanner').expect(200);
      await http.get(link).set('user-agent', 'Person').expect(200);
    });
    expect(entries).toMatchObject([{ who: expect.stringContaining('Person') }]);
  });

  it('that is broken off is noted as that, with what had gone out and no rows', async () => {
    const { link } = await linkTo(LONG);
    const url = new URL(http.get(link).url);
    const entries = await noted(
      () =>
        new Promise<void>((resolve) => {
          const asked = askOverHttp(url, (answer) => answer.destroy());
          asked
            .on('close', resolve)
            .on('error', () => {})
            .end();
        }),
    );
    expect(entries).toMatchObject([{ complete: false, rows: null }]);
    expect(entries[0]?.bytes).toBeLessThan(LONG.length);
  });

  it('leads nowhere when it was changed on its way or its time is over, and says so', async () => {
    const { link, delivery } = await linkTo(CSV);
    const cut = await http.get(link.slice(0, -1)).expect(404);
    expect(cut.body.detail).toBe('This link leads nowhere.');
    const expired = new FileLinks(loadConfig(settings())).make({ key: delivery.key, index: 0 }, START);
    const { body } = await http.get(new URL(expired ?? '').pathname).expect(404);
    expect(body.detail).toBe('This link was good until 2021-10-01T06:00:00.000Z.');
  });

  it('leads nowhere in another book, where its number is that of a file of somebody else', async () => {
    const { link, delivery } = await linkTo(CSV);
    const elsewhere = await homes.create();
    const others = await Outbox.open(elsewhere, { DEALPROOF_SMTP_URL: mail.url });
    const saved = savedReport({
      targets: [{ kind: 'email', to: Array.from({ length: 9 }, (_, index) => `p${index}@example.com`) }],
    });
    const sent = await others.deliver(others.finish(saved, { 'weekly-roi.csv': 'secret' }), saved);
    expect(sent.map(({ deliveryId }) => deliveryId)).toContain(delivery.deliveryId);
    const there = await bootServer(elsewhere, START, RULES, settings());
    const { body } = await there.get(link).expect(404);
    expect(body.errors[0].message).toBe('It is of another book.');
  });

  it('to a file that is removed says that, and no such link is sent out', async () => {
    const { link } = await linkTo(CSV);
    mail.refused.set('ada@example.com', { code: 550, words: 'No such user' });
    const refused = await linkTo(CSV);
    mail.refused.clear();
    rmSync(join(home.dataDir, 'report-runs'), { recursive: true });
    const { body } = await http.get(link).expect(404);
    const gone = 'The file weekly-roi.csv is not there any more; make the report again.';
    expect(body.errors[0].message).toBe(gone);
    await outbox.deliveries.retry(refused.delivery.deliveryId, 'Ada');
    await outbox.send(refused);
    expect(await settled(refused.runId)).toMatchObject({ state: 'failed', error: gone });
  });

  it('is not in the log, also where it could not be followed', async () => {
    const { link } = await linkTo(CSV);
    const lines: string[] = [];
    const logger = pino({ level: 'error' }, { write: (line) => lines.push(line) });
    const filter = new ProblemFilter(logger);
    const send = (): void => {};
    const reply = { raw: {}, status: () => ({ header: () => ({ send }) }) };
    filter.catch(new Error('The database is away.'), new ExecutionContextHost([{ url: link }, reply]));
    expect(lines).toEqual([expect.stringContaining('/api/v1/deliveries/files/…')]);
    expect(lines[0]).not.toContain(link.slice(-43));
  });

  it('and deliveries are told over HTTP, and only what failed is sent again', async () => {
    const { runId, delivery } = await linkTo(CSV);
    const { body } = await http.get(`/api/v1/deliveries?run=${runId}&state=delivered`).expect(200);
    expect(body).toMatchObject({
      items: [{ kind: 'email', recipient: 'ada@example.com', linksUntil: '2021-10-08T06:00:00.000Z' }],
      nextCursor: null,
    });
    await http.post(`/api/v1/deliveries/${delivery.deliveryId}/retry`).send({ by: 'Ada' }).expect(409);
    await http.post('/api/v1/deliveries/77/retry').send({ by: 'Ada' }).expect(404);
    await http.post('/api/v1/deliveries/x/retry').send({ by: 'Ada' }).expect(400);
    await http.post(`/api/v1/deliveries/${delivery.deliveryId}/retry`).send({}).expect(400);
    await http.get('/api/v1/deliveries?state=lost').expect(400);
  });

  it('is noted like a report that is downloaded; what is refused is not', async () => {
    let bytes = 0;
    const entries = await noted(async () => {
      await http.get('/api/v1/reports/pipelin').expect(404);
      bytes = Buffer.byteLength((await http.get('/api/v1/reports/pipeline?format=csv').expect(200)).text);
    });
    expect(entries).toMatchObject([
      { what: 'pipeline', how: 'download', files: ['pipeline.csv'], bytes, complete: true },
    ]);
  });
});
