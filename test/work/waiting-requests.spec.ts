import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { bootServer } from '../support/boot-server.js';
import { onSqlite } from '../support/each-database.js';
import { holdBook } from './held-book.js';

onSqlite('A request while another process writes to the book', (homes) => {
  it('is answered with what to do and when, in the time that is set; what nobody waits for is done later', async () => {
    const home = await homes.create();
    const http = await bootServer(home, undefined, undefined, { DEALPROOF_SQLITE_LOCK_TIMEOUT: '1' });
    const evaluated = () => http.post('/api/v1/evaluations').send({ asOf: '2021-10-01' });
    const held = await holdBook(home);
    // It is noted in the log of exports when it has gone out.
    expect((await http.get('/api/v1/reports/pipeline')).status).toBe(200);
    // The second of the service waits for the first, which waits for the other process.
    for (const { status, headers, body } of await Promise.all([evaluated(), evaluated()])) {
      expect([status, headers['retry-after']]).toEqual([503, '30']);
      expect(body).toMatchObject({
        type: '/problems/unavailable',
        detail: expect.stringContaining('for longer than it may wait'),
        errors: [{ remedy: expect.stringContaining('DEALPROOF_SQLITE_LOCK_TIMEOUT') }],
      });
    }
    await held.release();
    expect((await evaluated()).status).toBe(201);
    let noted: readonly object[] = [];
    while (noted.length === 0) {
      await pause(50);
      noted = (await http.get('/api/v1/exports')).body.items;
    }
    expect(noted).toMatchObject([{ what: 'pipeline', how: 'download' }]);
  });
});
