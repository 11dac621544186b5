import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { DeliveryService } from '../../src/delivery/delivery.service.js';
import { KeptFiles } from '../../src/report-runs/kept-files.js';
import { ReportRunsStore } from '../../src/report-runs/report-runs.store.js';
import { LEASE_MS } from '../../src/report-runs/run-attempt.js';
import { aScheduledReport, meanwhile } from '../support/a-scheduled-report.js';
import { ADA, Replica, weekly } from '../support/desk-of-reports.js';
import { eachDatabase } from '../support/each-database.js';

const NINE = '2021-06-07T07:00:01Z';
const MINUTE = 60_000;

eachDatabase('A run of a saved report', (homes) => {
  it('makes every format from one moment of the book, with what a report says and how much', async () => {
    const { service, home } = await aScheduledReport(homes, {
      formats: ['csv', 'json', 'xlsx'],
      report: 'registration-audit',
    });
    await service.importDeals(join(home.dataDir, 'deals.csv'), 3);
    // Somebody imports while the first format is being written.
    meanwhile(service, 1, () => service.importDeals(join(home.dataDir, 'more.csv'), 5));
    const { runId } = await service.runs.request('weekly-pipeline', 'Ada', false);
    expect(await service.runs.runNow(runId)).toMatchObject({
      state: 'done',
      trigger: 'manual',
      askedBy: 'Ada',
    });
    const { run, files } = await service.runs.find(runId);
    const reports = files.filter(({ format }) => format !== 'manifest');
    expect(reports.map(({ name }) => name)).toEqual([
      'weekly-pipeline.csv',
      'weekly-pipeline.json',
      'weekly-pipeline.xlsx',
    ]);
    expect(files).toHaveLength(6);
    expect(run.bytes).toBe(reports.reduce((sum, { bytes }) => sum + bytes, 0));
    const manifests = await Promise.all(
      files.filter(({ format }) => format === 'manifest').map(({ path }) => service.manifest(path)),
    );
    expect(new Set(manifests.map(({ asOf }) => asOf)).size).toBe(1);
    expect(new Set(manifests.map(({ totals }) => JSON.stringify(totals))).size).toBe(1);
    // Whoever gets it by mail or webhook has the figures without opening a file.
    const figure = (key: string) => {
      const plain = manifests[0]?.totals[key];
      return { key, plain, value: plain };
    };
    const { items } = await service.app.get(DeliveryService).list({ runId: String(runId) }, null, 1);
    expect(items).toMatchObject([
      {
        content: {
          run: {
            figures: [
              { title: 'Won deals', ...figure('won_deals') },
              { title: 'Won value (USD)', ...figure('won_usd') },
              { title: 'Deals to look at', ...figure('exceptions') },
            ],
          },
        },
      },
    ]);
  });

  it('says the same later where nothing changed, and something else where something has', async () => {
    const { service, home } = await aScheduledReport(homes);
    const hash = async (): Promise<string | null> => {
      service.now += MINUTE;
      const { runId } = await service.runs.request('weekly-pipeline', 'Ada', true);
      return (await service.runs.runNow(runId)).contentSha256;
    };
    const [first, second] = [await hash(), await hash()];
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
    await service.importDeals(join(home.dataDir, 'deals.csv'), 3);
    expect(await hash()).not.toBe(first);
  });

  it('for trying it out is made and kept, and delivered to nobody', async () => {
    const { service, delivered } = await aScheduledReport(homes);
    const { runId } = await service.runs.request('weekly-pipeline', 'Ada', true);
    await service.round();
    expect((await service.runs.find(runId)).run).toMatchObject({ state: 'done', trigger: 'test' });
    expect(delivered()).toEqual([]);
  });

  it('that fails is tried again with longer and longer pauses, and delivered once', async () => {
    const { service, delivered } = await aScheduledReport(homes);
    meanwhile(service, 2, () => {
      throw new Error('The disk is full.');
    });
    await service.at(NINE);
    const [failed] = await service.ledger();
    expect(failed).toMatchObject({ state: 'queued', attempt: 1, nextAttemptAt: service.now + 30_000 });
    expect(failed?.problem?.problems[0]?.message).toBe('The disk is full.');
    service.now += 29_999;
    await service.round();
    expect((await service.ledger())[0]).toMatchObject({ attempt: 1 });
    service.now += 1;
    await service.round();
    expect((await service.ledger())[0]).toMatchObject({ attempt: 2, nextAttemptAt: service.now + 60_000 });
    service.now += 60_000;
    await service.round();
    expect((await service.ledger())[0]).toMatchObject({ state: 'done', attempt: 3, problem: null });
    expect(delivered()).toHaveLength(1);
  });

  it('that fails for good is counted, tells its owner, and leaves no files', async () => {
    const { service, home, delivered } = await aScheduledReport(homes, {
      schedule: { cron: '0 9 * * MON', zone: 'Europe/Stockholm', attempts: 2 },
    });
    const told: unknown[] = [];
    service.app.get(DeliveryService).notify = async (notice) => void told.push(notice);
    meanwhile(service, 9, () => {
      throw new Error('The disk is full.');
    });
    await service.at(NINE);
    service.now += MINUTE;
    await service.round();
    const [run] = await service.ledger();
    expect(run).toMatchObject({ state: 'failed', attempt: 2, finishedAt: service.now });
    expect((await service.runs.countByState()).get('failed')).toBe(1);
    expect(told).toEqual([
      {
        savedReport: 'weekly-pipeline',
        ownerName: ADA.name,
        ownerEmail: ADA.email,
        runId: String(run?.runId),
        slot: run?.slot,
        attempts: 2,
        error: expect.stringContaining('The disk is full.'),
      },
    ]);
    expect(delivered()).toEqual([]);
    expect(existsSync(join(home.dataDir, 'report-runs', String(run?.runId)))).toBe(false);
  });

  it('is failed even where its owner cannot be told, and in line again where nothing could be noted', async () => {
    const { service } = await aScheduledReport(homes, {
      schedule: { cron: '0 9 * * MON', zone: 'Europe/Stockholm', attempts: 1 },
    });
    meanwhile(service, 9, () => {
      throw new Error('The disk is full.');
    });
    service.app.get(DeliveryService).notify = async () => {
      throw new Error('There is no mail today.');
    };
    const store = service.app.get(ReportRunsStore);
    const fail = store.fail.bind(store);
    store.fail = async () => {
      throw new Error('The database is gone.');
    };
    await service.at(NINE);
    expect((await service.ledger())[0]).toMatchObject({ state: 'running' });
    store.fail = fail;
    service.now += LEASE_MS + 1;
    await service.round();
    const [run] = await service.ledger();
    expect(run).toMatchObject({ state: 'failed' });
    expect(run?.problem?.message).toContain('gave no sign of life');
  });

  it.each([
    ['is not there any more', [], /not in people/],
    ['is not active any more', [{ ...ADA, active: false }], /not active/],
    [
      'may not have the report any more',
      [{ ...ADA, reports: ['conversion'] }],
      /may not have the report “pipeline” made/,
    ],
    ['may not have it sent any more', [{ ...ADA, deliverTo: [] }], /targets of the kind “folder”/],
  ])('fails at once, visibly, where its owner %s', async (_, people, message) => {
    const { service, delivered } = await aScheduledReport(homes);
    // Checked by the files as they are when the run is made, whatever was right before.
    service.people(people);
    await service.at(NINE);
    const [run] = await service.ledger();
    expect(run).toMatchObject({ state: 'failed', attempt: 1 });
    expect(run?.problem?.problems[0]).toMatchObject({
      message: expect.stringMatching(new RegExp(message.source, 'i')),
      remedy: expect.stringMatching(/\.$/),
    });
    expect(delivered()).toEqual([]);
  });

  it('of a report that was removed while it waited or was made says so', async () => {
    const { service, desk, report, delivered } = await aScheduledReport(homes);
    meanwhile(service, 1, () => desk.remove('weekly-pipeline'));
    await service.at(NINE);
    const [first] = await service.ledger();
    expect(first).toMatchObject({ state: 'failed', attempt: 1 });
    desk.save(report);
    await service.runs.request('weekly-pipeline', 'Ada', false);
    desk.remove('weekly-pipeline');
    await service.round();
    const [, second] = await service.ledger();
    expect(second).toMatchObject({ state: 'failed' });
    expect(second?.problem).toMatchObject({
      message: 'There is no saved report weekly-pipeline any more.',
      problems: [{ file: 'weekly-pipeline.json' }],
    });
    expect(delivered()).toEqual([]);
  });

  it('of a report that was edited while it was made is not delivered, but made anew', async () => {
    const { service, desk, report, delivered } = await aScheduledReport(homes);
    meanwhile(service, 1, () => desk.save({ ...report, version: '2', title: 'Edited' }));
    await service.at(NINE);
    const [edited] = await service.ledger();
    expect(edited).toMatchObject({ state: 'queued', attempt: 1, savedVersion: '1' });
    expect(edited?.problem?.message).toBe('weekly-pipeline was edited while this run was being made.');
    expect(delivered()).toEqual([]);
    service.now += MINUTE;
    await service.round();
    expect((await service.ledger())[0]).toMatchObject({ state: 'done', attempt: 2, savedVersion: '2' });
    expect(delivered()).toHaveLength(1);
  });

  it('that was believed dead and taken over can finish nothing', async () => {
    const { service, home, desk, delivered } = await aScheduledReport(homes);
    const other = await Replica.start(home, desk, service.now);
    let overtaken: Promise<void> = Promise.resolve();
    meanwhile(service, 1, () => {
      other.now = Date.parse(NINE) + LEASE_MS + 1;
      overtaken = (async () => {
        await other.round();
        other.now += MINUTE;
        await other.round();
      })();
      return overtaken;
    });
    await service.at(NINE);
    const [run, ...more] = await service.ledger();
    expect(more).toEqual([]);
    expect(run).toMatchObject({ state: 'done', attempt: 2 });
    expect(delivered()).toHaveLength(1);
    const { files } = await service.runs.find(run?.runId ?? 0);
    for (const { path } of files) expect(existsSync(join(home.dataDir, path))).toBe(true);
  });

  it('waits while another of the same report is being made; others do not', async () => {
    const { service, desk, home } = await aScheduledReport(homes);
    desk.save(weekly({ name: 'another', schedule: undefined }));
    const other = await Replica.start(home, desk, service.now);
    const seen: string[][] = [];
    meanwhile(service, 1, async () => {
      await other.runs.request('weekly-pipeline', 'Bo', false);
      await other.runs.request('another', 'Bo', false);
      await other.round();
      seen.push((await other.ledger()).map(({ savedReport, state }) => `${savedReport} ${state}`));
    });
    await service.at(NINE);
    expect(seen).toEqual([['weekly-pipeline running', 'weekly-pipeline queued', 'another done']]);
    expect((await service.ledger()).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  });

  it.each([
    ['skip', ['done', 'skipped', 'skipped']],
    ['latest', ['done', 'skipped', 'done']],
    ['all', ['done', 'done', 'done']],
  ])('that takes longer than its interval, with catch-up %s', async (catchUp, expected) => {
    const { service } = await aScheduledReport(homes, {
      schedule: { cron: '* * * * *', zone: 'UTC', catchUp },
    });
    meanwhile(service, 1, async () => {
      for (let minute = 1; minute < 3; minute += 1) {
        service.now += MINUTE;
        await service.schedules.keepSlots();
      }
    });
    await service.at(NINE);
    await service.round();
    expect((await service.told()).map((line) => line.split(' ')[1])).toEqual(expected);
  });

  it('keeps its files as long as its report says, and says where they are not', async () => {
    const { service, home } = await aScheduledReport(homes, { keep: { runs: 2, days: 10 }, targets: [] });
    const make = async (): Promise<number> => {
      const { runId } = await service.runs.request('weekly-pipeline', 'Ada', false);
      await service.round();
      return runId;
    };
    const [first, second, third] = [await make(), await make(), await make()];
    const files = service.app.get(KeptFiles);
    await expect(files.open(first, 'weekly-pipeline.csv')).rejects.toMatchObject({
      code: 'not-found',
      message: `The files of run ${first} are no longer kept.`,
    });
    expect(existsSync(join(home.dataDir, 'report-runs', String(first)))).toBe(false);
    await expect(files.open(second, 'weekly-pipeline.xls')).rejects.toMatchObject({
      problems: [{ message: expect.stringContaining('Did you mean weekly-pipeline.csv?') }],
    });
    (await files.open(second, 'weekly-pipeline.csv')).bytes.destroy();
    rmSync(join(home.dataDir, 'report-runs', String(third)), { recursive: true });
    await expect(files.open(third, 'weekly-pipeline.csv')).rejects.toMatchObject({
      problems: [{ remedy: expect.stringContaining('one data folder') }],
    });
    service.now += 11 * 24 * 60 * MINUTE;
    await service.round();
    expect((await service.runs.find(second)).run.filesRemovedAt).toBe(service.now);
  });

  it('of a report whose file was deleted keeps its files as long as any, while nothing is wrong', async () => {
    const { service, home, desk } = await aScheduledReport(homes, {
      keep: { runs: 2, days: 10 },
      targets: [],
    });
    const { runId } = await service.runs.request('weekly-pipeline', 'Ada', true);
    await service.round();
    const kept = (): boolean => existsSync(join(home.dataDir, 'report-runs', String(runId)));
    const prunedAfter = async (days: number): Promise<boolean> => {
      service.now += days * 24 * 60 * MINUTE;
      await service.runs.prune();
      return !kept();
    };
    desk.remove('weekly-pipeline');
    // It may come back.
    expect(await prunedAfter(401)).toBe(false);
    desk.save(weekly({ name: 'another', schedule: undefined }));
    desk.save({ name: 'wrong' });
    expect(await prunedAfter(0)).toBe(false);
    desk.remove('wrong');
    service.now -= 2 * 24 * 60 * MINUTE;
    expect(await prunedAfter(0)).toBe(false);
    expect(await prunedAfter(2)).toBe(true);
    await expect(service.app.get(KeptFiles).open(runId, 'weekly-pipeline.csv')).rejects.toMatchObject({
      message: `The files of run ${runId} are no longer kept.`,
    });
  });

  it('is listed page by page, by report and by state', async () => {
    const { service } = await aScheduledReport(homes);
    for (let count = 0; count < 3; count += 1) await service.runs.request('weekly-pipeline', 'Ada', true);
    const first = await service.runs.list({ savedReport: 'weekly-pipeline' }, null, 2);
    const second = await service.runs.list({ state: 'queued' }, Number(first.nextCursor), 2);
    expect([...first.items, ...second.items].map(({ runId }) => runId)).toEqual([3, 2, 1]);
    expect(second.nextCursor).toBeNull();
    expect((await service.runs.list({ savedReport: 'other' }, null, 2)).items).toEqual([]);
    await expect(service.runs.find(99)).rejects.toMatchObject({ code: 'not-found' });
    await expect(service.runs.request('weekly', 'Ada', true)).rejects.toMatchObject({ code: 'not-found' });
  });
});
