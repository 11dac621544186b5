import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LEASE_MS } from '../../src/report-runs/run-attempt.js';
import { buildCli, type BuiltCli } from '../support/built-cli.js';
import { Replica, ReportsDesk, weekly } from '../support/desk-of-reports.js';
import { eachDatabase } from '../support/each-database.js';

const BEFORE_NINE = Date.parse('2021-06-07T06:59:50Z');
const NINE = Date.parse('2021-06-07T07:00:01Z');

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

/** Goes one round in a process of its own; its exit code, or the signal that it died of. */
async function goRound(desk: ReportsDesk, now: number, die?: string): Promise<number | string> {
  const env = {
    ...desk.environment,
    DIST: cli.modules,
    NOW: String(now),
    ...(die === undefined ? {} : { DIE: die }),
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'one-round.mjs')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}

const sent = (desk: ReportsDesk): readonly string[] =>
  readdirSync(desk.outbox, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'));

eachDatabase('A service that is killed', (homes) => {
  const STEPS = [
    'after the claim',
    'while it is made',
    'after its files',
    'before the commit',
    'after the commit',
  ];

  it.each(STEPS)('%s of a run delivers its slot once all the same', async (step) => {
    const home = await homes.create();
    const desk = new ReportsDesk(home);
    desk.save(weekly({ targets: [{ kind: 'folder', path: desk.outbox }] }));
    const service = await Replica.start(home, desk, BEFORE_NINE);
    await service.round();
    expect(await goRound(desk, NINE, step)).toBe('SIGKILL');
    expect(sent(desk)).toEqual([]);
    const done = step === 'after the commit';
    expect((await service.ledger()).map(({ state }) => state)).toEqual([done ? 'done' : 'running']);
    // Nobody touches it while whoever makes it may still live.
    service.now = NINE + LEASE_MS - 1;
    await service.round();
    expect(sent(desk)).toHaveLength(done ? 1 : 0);
    for (const after of [1, 60_000, 120_000]) {
      service.now = NINE + LEASE_MS + after;
      await service.round();
    }
    const [run, ...others] = await service.ledger();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ state: 'done', attempt: done ? 1 : 2, problem: null });
    expect(sent(desk)).toHaveLength(1);
    const { files } = await service.runs.find(run?.runId ?? 0);
    const kept = readdirSync(join(home.dataDir, 'report-runs', String(run?.runId)), {
      recursive: true,
      encoding: 'utf8',
    });
    // What was left half done is gone.
    expect(kept.filter((name) => name.includes('.csv'))).toHaveLength(files.length);
  });

  it('again and again fails its slot visibly', async () => {
    const home = await homes.create();
    const desk = new ReportsDesk(home);
    const schedule = { cron: '0 9 * * MON', zone: 'Europe/Stockholm', attempts: 2 };
    desk.save(weekly({ schedule, targets: [{ kind: 'folder', path: desk.outbox }] }));
    const service = await Replica.start(home, desk, BEFORE_NINE);
    await service.round();
    for (const later of [0, LEASE_MS + 1, LEASE_MS + 60_000])
      await goRound(desk, NINE + later, 'while it is made');
    service.now = NINE + 3 * LEASE_MS;
    await service.round();
    const [run] = await service.ledger();
    expect(run).toMatchObject({ state: 'failed', attempt: 2 });
    expect(run?.problem?.message).toContain('gave no sign of life');
    // Nor has it left what it had half done.
    expect(readdirSync(join(home.dataDir, 'report-runs'))).toEqual([]);
    expect(sent(desk)).toEqual([]);
  });
});

eachDatabase('Two services on one book', (homes) => {
  it('deliver every slot once', async () => {
    const home = await homes.create();
    const desk = new ReportsDesk(home);
    const names = Array.from({ length: 6 }, (_, index) => `report-${index}`);
    for (const name of names) desk.save(weekly({ name, targets: [{ kind: 'folder', path: desk.outbox }] }));
    const onlooker = await Replica.start(home, desk, BEFORE_NINE);
    await onlooker.round();
    expect(await Promise.all([goRound(desk, NINE), goRound(desk, NINE)])).toEqual([0, 0]);
    expect(await Promise.all([goRound(desk, NINE), goRound(desk, NINE)])).toEqual([0, 0]);
    const runs = await onlooker.ledger();
    expect(runs.map(({ savedReport, state, attempt }) => [savedReport, state, attempt])).toEqual(
      names.map((name) => [name, 'done', 1]),
    );
    expect(sent(desk)).toHaveLength(names.length);
  });
});
