import { request as askOverHttp } from 'node:http';
import { beforeAll, expect, it } from '@jest/globals';
import type request from 'supertest';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase, type Home } from '../support/each-database.js';
import { type HeldBook, holdBook } from '../work/held-book.js';

const DEALS = 'deal_id,status,deal_type,updated_at\nd1,active,partner-led,2021-06-01T12:00:00Z\n';
const MORE_DEALS = `${DEALS}d2,won,partner-led,2021-06-02T12:00:00Z\n`;

eachDatabase('Work over HTTP', (homes) => {
  let home: Home;
  let http: ReturnType<typeof request>;

  beforeAll(async () => {
    home = await homes.create();
    http = await bootServer(home);
    await importing('first.csv', DEALS).expect(201);
  });

  const importing = (name: string, text: string, key = `the key of ${name}`): request.Test =>
    http
      .post(`/api/v1/imports?fileName=${name}`)
      .set('content-type', 'text/csv')
      .set('idempotency-key', key)
      .send(text);

  /** Begins a request, since supertest sends none before somebody waits for it. */
  const begun = (asked: request.Test): Promise<request.Response> => asked.then((answer) => answer);

  /** The work that runs, once there is as much as that. */
  const running = async (count: number): Promise<readonly Record<string, unknown>[]> => {
    for (let asked = 0; asked < 2000; asked += 1) {
      const { body } = await http.get('/api/v1/work').expect(200);
      if (body.items.length === count) return body.items;
    }
    throw new Error(`There was never as much work as ${count}.`);
  };

  /** Asks until the key of cancelled work is free again: that takes the book, which was somebody else's until now. */
  const onceFree = async (ask: () => request.Test): Promise<request.Response> => {
    for (let asked = 0; asked < 2000; asked += 1) {
      const answer = await ask();
      if (answer.status !== 409) return answer;
    }
    throw new Error('The key was never free again.');
  };

  const whileHeld = async (work: (held: HeldBook) => Promise<void>): Promise<void> => {
    const held = await holdBook(home);
    try {
      await work(held);
    } finally {
      await held.release();
    }
  };

  it('is listed while it runs, with what asked for it, and no longer than that', async () => {
    let answer: Promise<request.Response> | undefined;
    await whileHeld(async () => {
      answer = begun(importing('again.csv', DEALS));
      const [item] = await running(1);
      expect(item).toEqual({
        workId: expect.any(String),
        kind: 'import',
        fileName: 'again.csv',
        startedAt: '2021-10-01T00:00:00.000Z',
        request: 'POST /api/v1/imports?fileName=again.csv',
        idempotencyKey: 'the key of again.csv',
        recordsRead: null,
        bytesRead: null,
        bytesTotal: Buffer.byteLength(DEALS),
        dealsJudged: null,
        dealsTotal: null,
        cancelled: null,
      });
      expect((await http.get(`/api/v1/work/${String(item?.workId)}`)).body).toEqual(item);
    });
    expect((await answer)?.body).toMatchObject({ fileName: 'again.csv', unchanged: 1 });
    await running(0);
  });

  it('that is an import in line ends at once when it is cancelled, and its key can be used again', async () => {
    await whileHeld(async () => {
      const answer = begun(importing('more.csv', MORE_DEALS));
      const [item] = await running(1);
      const cancelled = await http.delete(`/api/v1/work/${String(item?.workId)}?by=Ada`).expect(202);
      expect(cancelled.body).toMatchObject({ fileName: 'more.csv', cancelled: { by: 'Ada' } });
      const { status, body } = await answer;
      expect([status, body]).toMatchObject([
        409,
        {
          type: '/problems/cancelled',
          detail: 'The import of more.csv was cancelled by Ada.',
          errors: [{ message: 'Nothing of this file was taken in.' }],
        },
      ]);
      await running(0);
    });
    expect((await http.get('/api/v1/deals/d2')).status).toBe(404);
    // Not the answer of the first time: this one does the work.
    const again = await onceFree(() => importing('more.csv', MORE_DEALS));
    expect([again.status, again.body]).toMatchObject([201, { created: 1 }]);
  });

  it('that is an evaluation ends before its next deals when it is cancelled', async () => {
    let answer: Promise<request.Response> | undefined;
    await whileHeld(async () => {
      answer = begun(http.post('/api/v1/evaluations').set('idempotency-key', 'nightly'));
      const [item] = await running(1);
      expect(item).toMatchObject({ kind: 'evaluation', request: 'POST /api/v1/evaluations', fileName: null });
      await http.delete(`/api/v1/work/${String(item?.workId)}`).expect(202);
    });
    expect((await answer)?.body).toMatchObject({
      type: '/problems/cancelled',
      detail: 'The evaluation was cancelled by somebody who did not say who.',
      errors: [{ message: '0 of 2 deals are judged, and their verdicts stay.' }],
    });
    const again = await http.post('/api/v1/evaluations').set('idempotency-key', 'nightly').expect(201);
    expect(again.body).toMatchObject({ judged: 2, recorded: 2 });
  });

  it('goes on when whoever asked for it hangs up, and its answer is there for who asks again', async () => {
    const text = `${MORE_DEALS}d3,won,partner-led,2021-06-03T12:00:00Z\n`;
    await whileHeld(async () => {
      const url = new URL(importing('left.csv', text).url);
      const asked = askOverHttp(url, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', 'idempotency-key': 'the key of left.csv' },
      });
      const gone = new Promise((resolve) => asked.on('close', resolve).on('error', () => {}));
      asked.end(text);
      await running(1);
      asked.destroy();
      await gone;
      await running(1);
    });
    await running(0);
    expect((await http.get('/api/v1/deals/d3')).status).toBe(200);
    const again = await importing('left.csv', text);
    expect([again.status, again.body]).toMatchObject([201, { fileName: 'left.csv', created: 1 }]);
  });

  it('that there is not is a 404, and a name of two lines is refused', async () => {
    const none = await http.delete('/api/v1/work/b3f1c7de-6a4e-4f0f-9d6e-0f5a3d0c9a11');
    expect([none.status, none.body]).toMatchObject([404, { detail: 'No such work runs here.' }]);
    const unread = await http.delete('/api/v1/work/b3f1c7de-6a4e-4f0f-9d6e-0f5a3d0c9a11?by=Ada%0ABo');
    expect([unread.status, unread.body]).toMatchObject([400, { errors: [{ path: '/by' }] }]);
  });

  it('does not keep deals from being read, nor do more long reports than there are connections for', async () => {
    await whileHeld(async () => {
      const waiting = begun(importing('waiting.csv', DEALS));
      await running(1);
      const reports = Array.from({ length: 4 }, () =>
        begun(http.get('/api/v1/reports/registration-audit?format=csv')),
      );
      for (let read = 0; read < 20; read += 1) await http.get('/api/v1/deals/d1').expect(200);
      for (const { status } of await Promise.all(reports)) expect(status).toBe(200);
      const [item] = await running(1);
      await http.delete(`/api/v1/work/${String(item?.workId)}`).expect(202);
      expect((await waiting).status).toBe(409);
    });
  });
});
