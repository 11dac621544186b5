import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { DeliveryService } from '../../src/delivery/delivery.service.js';
import { compareText } from '../../src/kernel/text.js';
import { ReportDefinitions } from '../../src/reports/report-definitions.js';
import { SchedulesStore } from '../../src/schedules/schedules.store.js';
import { ADA, Replica, ReportsDesk, weekly } from '../support/desk-of-reports.js';
import { eachDatabase, type Homes } from '../support/each-database.js';

/** Monday 7 June 2021, 08:59:50 in Stockholm. */
const BEFORE_NINE = Date.parse('2021-06-07T06:59:50Z');

async function open(homes: Homes, ...saved: readonly Readonly<Record<string, unknown>>[]) {
  const home = await homes.create();
  const desk = new ReportsDesk(home);
  for (const report of saved) desk.save(report);
  const service = await Replica.start(home, desk, BEFORE_NINE);
  return { home, desk, service };
}

const daily = (schedule: Readonly<Record<string, unknown>> = {}) =>
  weekly({ schedule: { cron: '0 9 * * *', zone: 'Europe/Stockholm', ...schedule } });

eachDatabase('A schedule', (homes) => {
  it('has its report made when its time comes, and not before it was first seen', async () => {
    const { desk, service, home } = await open(homes);
    await service.round();
    desk.save(weekly({ targets: [{ kind: 'folder', path: desk.outbox }] }));
    await service.round();
    expect(await service.told()).toEqual([]);
    await service.at('2021-06-07T07:00:02Z');
    await service.at('2021-06-07T07:00:07Z');
    const [run, ...others] = await service.ledger();
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      savedReport: 'weekly-pipeline',
      trigger: 'schedule',
      slot: Date.parse('2021-06-07T07:00:00Z'),
      state: 'done',
      attempt: 1,
      rows: expect.any(Number),
      problem: null,
      leaseOwner: null,
    });
    expect(readdirSync(desk.outbox).some((name) => name.endsWith('.csv'))).toBe(true);
    expect(readdirSync(join(home.dataDir, 'report-runs', String(run?.runId)))).toHaveLength(1);
  });

  it('lags behind from the moment of a slot until its report is made, also where nobody looks for slots', async () => {
    const { service } = await open(homes, daily());
    await service.round();
    service.now = Date.parse('2021-06-07T06:59:59Z');
    expect(await service.schedules.lagMs()).toBe(0);
    service.now = Date.parse('2021-06-07T09:00:00Z');
    expect(await service.schedules.lagMs()).toBe(2 * 3_600_000);
    await service.schedules.keepSlots();
    expect(await service.schedules.lagMs()).toBe(2 * 3_600_000);
    // More than a page of runs that somebody asked for do not hide it.
    for (let asked = 0; asked < 501; asked += 1) await service.runs.request('weekly-pipeline', 'ada', true);
    expect(await service.schedules.lagMs()).toBe(2 * 3_600_000);
  });

  it('lags no longer once its report is made', async () => {
    const { service } = await open(homes, daily());
    await service.round();
    service.now = Date.parse('2021-06-07T09:00:00Z');
    await service.schedules.keepSlots();
    await service.schedules.makeDue();
    expect(await service.schedules.lagMs()).toBe(0);
  });

  it.each([
    ['over no time', '2021-06-07T06:59:59Z', { skip: [], latest: [], all: [] }],
    ['for a moment', '2021-06-07T07:04:00Z', { skip: ['done'], latest: ['done'], all: ['done'] }],
    ['over one time', '2021-06-08T06:00:00Z', { skip: ['skipped'], latest: ['done'], all: ['done'] }],
    [
      'over seven times',
      '2021-06-13T08:00:00Z',
      {
        skip: Array.from({ length: 7 }, () => 'skipped'),
        latest: [...Array.from({ length: 6 }, () => 'skipped'), 'done'],
        all: [...Array.from({ length: 4 }, () => 'skipped'), 'done', 'done', 'done'],
      },
    ],
  ])('that was down %s makes up for them as it says', async (_, until, expected) => {
    const kinds = ['skip', 'latest', 'all'];
    const { home, desk, service } = await open(
      homes,
      ...kinds.map((catchUp) => ({ ...daily({ catchUp, catchUpAtMost: 3 }), name: catchUp })),
    );
    await service.round();
    await service.close();
    const again = await Replica.start(home, desk, Date.parse(until));
    await again.round();
    await again.round();
    const ledger = await again.ledger();
    const told = kinds.map((kind) => {
      const runs = ledger.filter(({ savedReport }) => savedReport === kind);
      return [kind, runs.toSorted((a, b) => (a.slot ?? 0) - (b.slot ?? 0)).map(({ state }) => state)];
    });
    expect(Object.fromEntries(told)).toEqual(expected);
    const skipped = ledger.filter(({ state }) => state === 'skipped');
    for (const { savedReport, problem } of skipped) {
      expect(problem?.message).toMatch(/^No service ran at its time/);
      expect(problem?.problems[0]?.remedy).toContain(`schedule run ${savedReport}`);
    }
  });

  it('that made a report too late has it speak of the day of its slot', async () => {
    const { service } = await open(
      homes,
      weekly({
        formats: ['json'],
        options: { zone: 'Europe/Stockholm' },
        schedule: { cron: '0 23 L * *', zone: 'Europe/Stockholm' },
      }),
    );
    await service.round();
    await service.at('2021-07-02T10:00:00Z');
    const [run] = await service.ledger();
    const { files } = await service.runs.find(run?.runId ?? 0);
    expect(run).toMatchObject({ slot: Date.parse('2021-06-30T21:00:00Z'), state: 'done' });
    expect(files.map(({ name }) => name)).toEqual([
      'weekly-pipeline.json',
      'weekly-pipeline.json.manifest.json',
    ]);
    const { asOf } = await service.manifest(files[1]?.path ?? '');
    expect(asOf).toBe('2021-06-30T22:00:00.000Z');
  });

  it('that made a report too late on what was known at a time lets it be of that time', async () => {
    const saved = weekly({ formats: ['json'], options: { knownAt: '2021-06-06' } });
    const { service } = await open(homes, saved);
    await service.round();
    await service.at('2021-06-09T10:00:00Z');
    const [run] = await service.ledger();
    expect(run).toMatchObject({ state: 'done', problem: null });
    const { files } = await service.runs.find(run?.runId ?? 0);
    const { asOf } = await service.manifest(files[1]?.path ?? '');
    expect(asOf).toBe('2021-06-06T21:59:59.999Z');
  });

  it('repeats no slot when the clock is put back, and goes on when it is put forward', async () => {
    const { service } = await open(homes, daily({ catchUp: 'all' }));
    await service.round();
    for (const instant of [
      '2021-06-07T07:00:01Z',
      '2021-06-07T05:00:00Z',
      '2021-06-07T06:59:59Z',
      '2021-06-07T07:00:03Z',
      '2021-06-09T08:00:00Z',
      '2021-06-07T08:00:00Z',
      '2021-06-08T08:00:00Z',
      '2021-06-10T08:00:00Z',
    ])
      await service.at(instant);
    expect(await service.told()).toEqual([7, 8, 9, 10].map((day) => slot(day, 'done')));
  });

  it('that is edited goes by its new times, and none that passed is made by them', async () => {
    const { desk, service } = await open(homes, daily());
    await service.round();
    await service.at('2021-06-07T07:00:01Z');
    desk.save(daily({ cron: '0 8 * * *' }));
    await service.at('2021-06-07T09:00:00Z');
    await service.at('2021-06-08T06:00:01Z');
    await service.at('2021-06-08T07:00:01Z');
    expect(await service.told()).toEqual([slot(7, 'done'), '2021-06-08T06:00 done']);
  });

  it('that was edited while nothing ran says which of its old times were not made', async () => {
    const { desk, service } = await open(homes, daily());
    await service.round();
    desk.save(daily({ cron: '0 8 * * *' }));
    await service.at('2021-06-08T12:00:00Z');
    expect(await service.told()).toEqual([slot(7, 'skipped'), slot(8, 'skipped')]);
    const [run] = await service.ledger();
    expect(run?.problem?.message).toBe('Its schedule was changed before it was made.');
  });

  it('that goes and comes back begins anew, unless it was away for a moment only', async () => {
    const { desk, service } = await open(homes, daily());
    await service.round();
    desk.remove('weekly-pipeline');
    await service.at('2021-06-07T06:59:55Z');
    desk.save(daily());
    await service.at('2021-06-07T07:00:05Z');
    await service.at('2021-06-07T07:00:10Z');
    expect(await service.told()).toEqual([slot(7, 'done')]);
    desk.remove('weekly-pipeline');
    await service.at('2021-06-08T06:00:00Z');
    desk.save(daily());
    await service.at('2021-06-20T12:00:00Z');
    await service.at('2021-06-21T07:00:01Z');
    expect(await service.told()).toEqual([slot(7, 'done'), slot(21, 'done')]);
  });

  it('that one of two services has not got goes on with the other', async () => {
    const { home, desk, service } = await open(homes, daily());
    await service.round();
    const older = await Replica.start(home, desk, BEFORE_NINE);
    older.app.get(ReportDefinitions).saved = () => [];
    for (const instant of ['2021-06-07T07:00:01Z', '2021-06-07T07:00:04Z', '2021-06-08T07:00:01Z']) {
      await older.at(instant);
      await service.at(instant);
    }
    expect(await service.told()).toEqual([slot(7, 'done'), slot(8, 'done')]);
  });

  it('whose file was wrong when the service was started again is not gone', async () => {
    const { home, desk, service } = await open(homes, daily());
    await service.round();
    await service.close();
    desk.save({ ...daily(), formats: ['papyrus'] });
    const again = await Replica.start(home, desk, Date.parse('2021-06-07T07:30:00Z'));
    await again.round();
    await again.at('2021-06-07T12:00:00Z');
    expect(await again.told()).toEqual([]);
    desk.save(daily());
    await again.at('2021-06-07T13:00:00Z');
    expect(await again.told()).toEqual([slot(7, 'done')]);
  });

  it('that cannot be looked at keeps no other from being made', async () => {
    const names = ['first', 'second', 'third'];
    const { service } = await open(homes, ...names.map((name) => ({ ...daily(), name })));
    await service.round();
    const store = service.app.get(SchedulesStore);
    const consider = store.consider.bind(store);
    store.consider = async (before, ...rest) => {
      if (before.name === 'first') throw new Error('The row is damaged.');
      return consider(before, ...rest);
    };
    await service.at('2021-06-07T07:00:01Z');
    expect((await service.ledger()).map(({ savedReport, state }) => `${savedReport} ${state}`)).toEqual([
      'second done',
      'third done',
    ]);
  });

  it('that is paused at the moment a slot is noted does not have it made', async () => {
    const { home, desk, service } = await open(homes, daily());
    await service.round();
    const other = await Replica.start(home, desk, Date.parse('2021-06-07T07:00:01Z'));
    const store = service.app.get(SchedulesStore);
    const known = store.known.bind(store);
    store.known = async () => {
      const before = await known();
      store.known = known;
      await other.schedules.pause('weekly-pipeline', 'Ada');
      return before;
    };
    await service.at('2021-06-07T07:00:01Z');
    expect(await service.told()).toEqual([slot(7, 'skipped')]);
  });

  it('sums times up that are too many to tell one by one', async () => {
    const { service } = await open(homes, daily({ cron: '* * * * *' }));
    await service.round();
    await service.at('2021-06-08T07:00:00Z');
    const told = await service.told();
    expect(told).toHaveLength(101);
    expect(told[0]).toBe('2021-06-07T07:00 skipped');
    expect(told.at(-1)).toBe('2021-06-08T07:00 done');
    const [first] = (await service.ledger()).toSorted((a, b) => (a.slot ?? 0) - (b.slot ?? 0));
    expect(first?.problem?.message).toContain('all its times up to 2021-06-08T05:20:00.000Z');
  });

  it('that is paused notes its times as skipped, with who paused it, and goes on when it is resumed', async () => {
    const { service } = await open(homes, daily({ catchUp: 'all' }));
    await service.round();
    const paused = await service.schedules.pause('weekly-pipeline', 'Ada');
    expect(paused).toMatchObject({ paused: { by: 'Ada', at: BEFORE_NINE }, skipped: 0 });
    expect(await service.schedules.pause('weekly-pipeline', 'Bo')).toMatchObject({ paused: { by: 'Ada' } });
    await service.at('2021-06-08T08:00:00Z');
    service.now = Date.parse('2021-06-09T08:00:00Z');
    expect(await service.schedules.resume('weekly-pipeline', 'Bo')).toMatchObject({ paused: null });
    await service.at('2021-06-10T08:00:00Z');
    expect(await service.told()).toEqual([...[7, 8, 9].map((day) => slot(day, 'skipped')), slot(10, 'done')]);
    const [run] = await service.ledger();
    expect(run?.problem?.message).toBe('The schedule was paused by Ada at 2021-06-07T06:59:50.000Z.');
  });

  it('shows its next five times in local and UTC time', async () => {
    const { service } = await open(homes, weekly());
    service.now = Date.parse('2021-10-20T00:00:00Z');
    const [shown] = await service.schedules.list();
    expect(shown).toMatchObject({ name: 'weekly-pipeline', owner: ADA.name, paused: null, lastRun: null });
    expect(shown?.next).toEqual([
      { at: Date.parse('2021-10-25T07:00:00Z'), local: '2021-10-25T09:00+02:00' },
      { at: Date.parse('2021-11-01T08:00:00Z'), local: '2021-11-01T09:00+01:00' },
      { at: Date.parse('2021-11-08T08:00:00Z'), local: '2021-11-08T09:00+01:00' },
      { at: Date.parse('2021-11-15T08:00:00Z'), local: '2021-11-15T09:00+01:00' },
      { at: Date.parse('2021-11-22T08:00:00Z'), local: '2021-11-22T09:00+01:00' },
    ]);
  });
});

eachDatabase('Fifty schedules that come due at nine', (homes) => {
  it('are made one after another, in the order of their names', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `report-${index}`);
    const { service } = await open(homes, ...names.map((name) => weekly({ name })));
    await service.round();
    service.step = 1;
    await service.at('2021-06-07T07:00:00Z');
    const runs = (await service.ledger()).toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
    expect(runs.map(({ savedReport }) => savedReport)).toEqual(names.toSorted(compareText));
    for (const [index, { finishedAt }] of runs.entries())
      expect(finishedAt).toBeLessThan(runs[index + 1]?.startedAt ?? Infinity);
  });

  it('are made once each where two replicas make them at once', async () => {
    const { home, desk, service } = await open(
      homes,
      ...Array.from({ length: 50 }, (_, index) => weekly({ name: `report-${index}` })),
    );
    const other = await Replica.start(home, desk, BEFORE_NINE);
    await Promise.all([service.round(), other.round()]);
    const nine = '2021-06-07T07:00:01Z';
    await Promise.all([service.at(nine), other.at(nine)]);
    await service.round();
    const runs = await service.ledger();
    expect(runs.map(({ state, attempt, fence }) => [state, attempt, fence])).toEqual(
      runs.map(() => ['done', 1, 1]),
    );
    const names = runs.map(({ savedReport }) => savedReport).toSorted();
    expect(names).toEqual(Array.from({ length: 50 }, (_, index) => `report-${index}`).toSorted());
    const delivered = await service.app.get(DeliveryService).countByState();
    expect(delivered.get('failed')).toBe(0);
  }, 60_000);
});

/** A day in June 2021 at nine in Stockholm. */
function slot(day: number, state: string): string {
  return `2021-06-${String(day).padStart(2, '0')}T07:00 ${state}`;
}
