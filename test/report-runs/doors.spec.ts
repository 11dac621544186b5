import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';
import { bootServer } from '../support/boot-server.js';
import { ADA, ReportsDesk, weekly } from '../support/desk-of-reports.js';
import { eachDatabase, type Home, openHome } from '../support/each-database.js';
import { RULES } from '../support/open-book.js';

/** A desk with one saved report that goes to a folder. */
async function deskOf(home: Home): Promise<ReportsDesk> {
  await (await openHome(home)).close();
  const desk = new ReportsDesk(home);
  desk.save(weekly({ targets: [{ kind: 'folder', path: desk.outbox }] }));
  return desk;
}

eachDatabase('Schedules and runs over HTTP', (homes) => {
  it('are shown, paused, resumed and run, and their files downloaded and noted', async () => {
    const home = await homes.create();
    const desk = await deskOf(home);
    const http = await bootServer(home, undefined, RULES, desk.environment);
    const shown = await http.get('/api/v1/schedules');
    expect(shown.body.items).toEqual([
      expect.objectContaining({
        name: 'weekly-pipeline',
        owner: ADA.name,
        catchUp: 'latest',
        paused: null,
        lastRun: null,
        next: expect.arrayContaining([{ at: '2021-10-04T07:00:00.000Z', local: '2021-10-04T09:00+02:00' }]),
      }),
    ]);
    const paused = await http.post('/api/v1/schedules/weekly-pipeline/pause').send({ by: 'Ada' });
    expect([paused.status, paused.body.paused.by, paused.body.skipped]).toEqual([200, 'Ada', 0]);
    expect((await http.get('/api/v1/schedules')).body.items).toMatchObject([
      { paused: { by: 'Ada' }, next: [] },
    ]);
    const resumed = await http.post('/api/v1/schedules/weekly-pipeline/resume').send({ by: 'Ada' });
    expect([resumed.status, resumed.body.paused, resumed.body.next.length]).toEqual([200, null, 5]);

    const asked = await http.post('/api/v1/schedules/weekly-pipeline/run').send({ by: 'Ada' });
    expect([asked.status, asked.body.state, asked.body.askedBy]).toEqual([202, 'queued', 'Ada']);
    const { runId } = asked.body;
    let run = await http.get(`/api/v1/report-runs/${runId}`);
    while (run.body.state === 'queued' || run.body.state === 'running') {
      await pause(50);
      run = await http.get(`/api/v1/report-runs/${runId}`);
    }
    expect(run.body).toMatchObject({
      state: 'done',
      attempt: 1,
      trigger: 'manual',
      durationMs: 0,
      problem: null,
    });
    const [file] = run.body.files;
    const got = await http.get(`/api/v1/report-runs/${runId}/files/${file.name}`).buffer(true);
    expect(got.status).toBe(200);
    expect(got.headers['content-disposition']).toBe('attachment; filename="weekly-pipeline.csv"');
    expect(Buffer.byteLength(got.text)).toBe(file.bytes);
    // It is noted when the last byte has gone, which may be after it came.
    let log = await http.get('/api/v1/exports');
    while (!log.body.items.some(({ how }: { how: string }) => how === 'download'))
      log = await http.get('/api/v1/exports');
    expect(log.body.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          what: 'weekly-pipeline',
          runId: String(runId),
          files: [file.name],
          how: 'download',
        }),
      ]),
    );
    const listed = await http.get('/api/v1/report-runs?name=weekly-pipeline&state=done&limit=1');
    expect(listed.body).toMatchObject({ items: [{ runId }], nextCursor: null });
  });

  it('say what is wrong with a request', async () => {
    const home = await homes.create();
    const desk = await deskOf(home);
    desk.save(weekly({ name: 'by-hand', schedule: undefined }));
    const http = await bootServer(home, undefined, RULES, desk.environment);
    const nobody = await http.post('/api/v1/schedules/weekly-pipeline/run').send({});
    expect([nobody.status, nobody.body.errors[0].path ?? nobody.body.errors[0].pointer]).toEqual([
      400,
      expect.stringContaining('by'),
    ]);
    const twoLines = await http.post('/api/v1/schedules/weekly-pipeline/pause').send({ by: 'Ada\r\nBo' });
    expect(twoLines.status).toBe(400);
    const unknown = await http.post('/api/v1/schedules/weekly-pipelin/run').send({ by: 'Ada' });
    expect([unknown.status, unknown.body.detail]).toEqual([
      404,
      expect.stringContaining('Did you mean weekly-pipeline?'),
    ]);
    const unscheduled = await http.post('/api/v1/schedules/by-hand/pause').send({ by: 'Ada' });
    expect([unscheduled.status, unscheduled.body.detail]).toEqual([404, 'by-hand has no schedule.']);
    expect((await http.get('/api/v1/report-runs/0')).status).toBe(400);
    expect((await http.get('/api/v1/report-runs/7/files/..%2F..%2Fdealproof.sqlite')).status).toBe(404);
    expect((await http.get('/api/v1/report-runs?state=ready')).status).toBe(400);
    expect((await http.get('/api/v1/report-runs?cursor=x')).status).toBe(400);
  });
});

eachDatabase('Schedules and runs at the terminal', (homes) => {
  const open = async () => {
    const home = await homes.create();
    const desk = await deskOf(home);
    const run = async (...words: readonly string[]) => {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      const code = await runCli(words, { stdout, stderr }, desk.environment);
      stdout.end();
      stderr.end();
      return { code, out: await text(stdout), said: await text(stderr) };
    };
    return { home, desk, run };
  };

  it('have a report made and delivered now, and its files copied', async () => {
    const { home, desk, run } = await open();
    const made = await run('schedule', 'run', 'weekly-pipeline', '--by', 'Ada');
    expect(made).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Run 1 of weekly-pipeline: done in \d+ ms/),
    });
    expect(readdirSync(desk.outbox).some((name) => name.endsWith('.csv'))).toBe(true);
    const folder = join(home.dataDir, 'monday');
    expect((await run('reports', 'download', '1', '--out', folder)).code).toBe(0);
    const names = ['weekly-pipeline.csv', 'weekly-pipeline.csv.manifest.json'];
    expect(readdirSync(folder).toSorted()).toEqual(names);
    const one = join(home.dataDir, 'copies');
    mkdirSync(one);
    expect((await run('reports', 'download', '1', '--out', join(one, 'mine.csv'))).code).toBe(0);
    expect(readdirSync(one).toSorted()).toEqual(['mine.csv', 'mine.csv.manifest.json']);
    expect(readFileSync(join(one, 'mine.csv'))).toEqual(readFileSync(join(folder, 'weekly-pipeline.csv')));
    const again = await run('reports', 'download', '1', '--out', folder);
    expect(again).toMatchObject({ code: 2, said: expect.stringContaining('never written over') });
    const other = await run('reports', 'download', '1', '--out', join(one, 'mine.xlsx'));
    expect(other).toMatchObject({ code: 2, said: expect.stringContaining('It was made as .csv.') });
    const listed = await run('reports', 'runs', 'weekly-pipeline', '--state', 'done', '--json');
    expect(JSON.parse(listed.out)).toMatchObject({ items: [{ runId: 1, askedBy: 'Ada' }], nextCursor: null });
  });

  it('come next while nobody has paused them', async () => {
    const { run } = await open();
    const listed = async () => {
      const { saved } = JSON.parse((await run('reports', 'list', '--json')).out);
      return [saved[0].paused, saved[0].next];
    };
    expect(await listed()).toEqual([null, expect.stringMatching(/T0[78]:00:00\.000Z$/)]);
    await run('schedule', 'pause', 'weekly-pipeline', '--by', 'Ada');
    expect(await listed()).toEqual([{ at: expect.any(String), by: 'Ada' }, null]);
    expect((await run('reports', 'list')).out).toContain('paused by Ada');
    expect((await run('schedule', 'list')).out).toContain('next       none while it is paused');
    await run('schedule', 'resume', 'weekly-pipeline', '--by', 'Ada');
    expect(await listed()).toEqual([null, expect.any(String)]);
  });

  it('say why a report could not be made, and end with 1', async () => {
    const { desk, run } = await open();
    desk.save(weekly({ options: { asOf: '2999-01-01' }, schedule: undefined, targets: [] }));
    const failed = await run('schedule', 'run', 'weekly-pipeline');
    expect(failed).toMatchObject({ code: 1, out: expect.stringContaining('failed after attempt 1 of 1') });
    expect(failed.said).toContain('The as-of day lies in the future.');
    const shown = await run('schedule', 'pause', 'weekly-pipeline');
    expect(shown).toMatchObject({ code: 2, said: expect.stringContaining('has no schedule') });
    const blank = await run('schedule', 'resume', 'weekly-pipeline', '--by', ' ');
    expect(blank).toMatchObject({ code: 2, said: expect.stringContaining('--by') });
  });
});
