import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, jest } from '@jest/globals';
import { verifyReportFiles } from '../../src/reports/verify-report-files.js';
import { LEASE_MS, RENEW_MS } from '../../src/report-runs/run-attempt.js';
import { ReportRunsStore } from '../../src/report-runs/report-runs.store.js';
import { RunMaker } from '../../src/report-runs/run-maker.js';
import { Ticking } from '../../src/schedules/ticking.js';
import { TickingModule } from '../../src/schedules/ticking.module.js';
import { aScheduledReport, meanwhile } from '../support/a-scheduled-report.js';
import { Replica, weekly } from '../support/desk-of-reports.js';
import { eachDatabase } from '../support/each-database.js';

const NINE = '2021-06-07T07:00:01Z';
const HOUR = 3_600_000;

afterEach(() => {
  jest.useRealTimers();
});

/** Settles when `holds` does. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(setImmediate);
}

eachDatabase('The lease of a run', (homes) => {
  it('is prolonged for as long as the run is being made, so that nobody else makes it', async () => {
    const { service, home, desk, delivered } = await aScheduledReport(homes);
    const other = await Replica.start(home, desk, service.now);
    jest.useFakeTimers({ advanceTimers: false, doNotFake: [...EVERYTHING_ELSE] });
    const leaseUntil = async (): Promise<number | null> => (await other.ledger())[0]?.leaseUntil ?? null;
    meanwhile(service, 1, async () => {
      for (let passed = 0; passed < LEASE_MS + 2 * RENEW_MS; passed += RENEW_MS) {
        service.now += RENEW_MS;
        jest.advanceTimersByTime(RENEW_MS);
        await until(async () => (await leaseUntil()) === service.now + LEASE_MS);
        other.now = service.now;
        await other.round();
      }
    });
    await service.at(NINE);
    expect((await service.ledger()).map(({ state, attempt, fence }) => [state, attempt, fence])).toEqual([
      ['done', 1, 1],
    ]);
    expect(delivered()).toHaveLength(1);
  });

  it('that was prolonged at the last moment is left to who has it', async () => {
    const { service, home, desk } = await aScheduledReport(homes);
    const other = await Replica.start(home, desk, service.now);
    const store = other.app.get(ReportRunsStore);
    const expired = store.withLeaseBeyond.bind(store);
    store.withLeaseBeyond = async (...args) => {
      const runs = await expired(...args);
      for (const run of runs) await store.renew(run, other.now + LEASE_MS);
      return runs;
    };
    meanwhile(service, 1, async () => {
      other.now = Date.parse(NINE) + LEASE_MS + 1;
      await other.round();
    });
    await service.at(NINE);
    expect((await service.ledger()).map(({ state, attempt }) => [state, attempt])).toEqual([['done', 1]]);
  });

  it('that was given before the clock was put back does not last until then', async () => {
    const { service, home, desk, delivered } = await aScheduledReport(homes);
    const dying = await Replica.start(home, desk, Date.parse(NINE));
    // As a process that is killed: it claims, and nothing is heard of it.
    await dying.schedules.keepSlots();
    await dying.app.get(ReportRunsStore).claim('a process', dying.now, dying.now + LEASE_MS);
    service.now = dying.now - 5 * HOUR;
    await service.round();
    expect((await service.ledger())[0]).toMatchObject({ state: 'running' });
    service.now += LEASE_MS + 1;
    await service.round();
    expect((await service.ledger())[0]).toMatchObject({ state: 'queued', attempt: 1 });
    service.now += HOUR;
    await service.round();
    expect((await service.ledger())[0]).toMatchObject({ state: 'done', attempt: 2 });
    expect(delivered()).toHaveLength(1);
  });
});

eachDatabase('A run', (homes) => {
  it('that is to be tried again does not wait for a clock that was put back', async () => {
    const { service } = await aScheduledReport(homes);
    meanwhile(service, 1, () => {
      throw new Error('The disk is full.');
    });
    await service.at(NINE);
    service.now -= 5 * HOUR;
    await service.round();
    expect((await service.ledger())[0]).toMatchObject({ state: 'done', attempt: 2 });
  });

  it('keeps its files where the connection broke off at a commit that held', async () => {
    const { service, home, delivered } = await aScheduledReport(homes);
    const { database } = service;
    const transaction = database.transaction.bind(database);
    const store = service.app.get(ReportRunsStore);
    const finish = store.finish.bind(store);
    store.finish = async (...args) => {
      database.transaction = transaction;
      return finish(...args);
    };
    meanwhile(service, 1, () => {
      database.transaction = async (work, mayRepeat) => {
        await transaction(work, mayRepeat);
        throw new Error('Connection terminated unexpectedly');
      };
    });
    await service.at(NINE);
    const [run, ...others] = await service.ledger();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ state: 'done', attempt: 1 });
    const { files } = await service.runs.find(run?.runId ?? 0);
    for (const { path } of files) expect(existsSync(join(home.dataDir, path))).toBe(true);
    expect(delivered()).toHaveLength(1);
  });

  it('that is ended with the service is in line again at once, though its report goes on reading', async () => {
    const { service: other, home, desk, delivered } = await aScheduledReport(homes);
    other.now = Date.parse(NINE);
    await other.schedules.keepSlots();
    const service = await Replica.start(home, desk, other.now, [TickingModule]);
    let goOn = (): void => undefined;
    const reading = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    meanwhile(service, 1, () => reading);
    service.app.get(Ticking).goRound();
    const run = async () => (await other.ledger())[0];
    await until(async () => (await run())?.state === 'running');
    const closing = service.close();
    await until(async () => (await run())?.state === 'queued');
    expect(await run()).toMatchObject({ attempt: 0, leaseOwner: null });
    await other.round();
    goOn();
    await closing;
    expect((await other.ledger()).map(({ state, attempt }) => [state, attempt])).toEqual([['done', 1]]);
    expect(delivered()).toHaveLength(1);
  });

  it('is made though files of the one before it cannot be removed', async () => {
    const { service, desk } = await aScheduledReport(homes, { keep: { runs: 1, days: 9 }, targets: [] });
    desk.save(weekly({ name: 'another', keep: { runs: 1, days: 9 } }));
    service.app.get(RunMaker).removeRun = async () => {
      throw new Error('The file is busy.');
    };
    for (const name of ['weekly-pipeline', 'weekly-pipeline', 'another', 'another'])
      await service.runs.request(name, 'Ada', false);
    await service.round();
    expect((await service.ledger()).map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('has its manifests put beside its files in a folder, which vouch for them there', async () => {
    const { service, desk, delivered } = await aScheduledReport(homes, { formats: ['csv', 'json'] });
    await service.at(NINE);
    const files = delivered().map((name) => join(desk.outbox, name));
    expect(files).toHaveLength(2);
    expect((await verifyReportFiles(files)).map(({ state }) => state)).toEqual(['matches', 'matches']);
  });
});

/** Timers that the database and the files need. */
const EVERYTHING_ELSE = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
] as const;
