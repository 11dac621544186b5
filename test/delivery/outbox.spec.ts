import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { down, up } from '../../src/database/migrations/0007-deliveries.js';
import { eachDatabase, type Home, openHome } from '../support/each-database.js';
import { HookServer } from './hook-server.js';
import { Outbox, savedReport, START } from './outbox.js';

const CSV = 'campaign,spend\r\nspring,7500.00\r\n';
const MINUTE = 60_000;

eachDatabase('The outbox', (homes) => {
  let hooks: HookServer;

  beforeAll(async () => {
    hooks = await HookServer.start();
  });
  afterAll(() => hooks.stop());

  const openAt = (home: Home) => {
    const folder = join(home.dataDir, 'shared');
    mkdirSync(folder, { recursive: true });
    return Outbox.open(home, {
      DEALPROOF_WEBHOOK_HOSTS: hooks.origin,
      DEALPROOF_DELIVERY_FOLDERS: folder,
    });
  };
  const hook = (own: Readonly<Record<string, unknown>> = {}) =>
    savedReport({ targets: [{ kind: 'webhook', url: `${hooks.origin}/`, secret: 'finance' }], ...own });

  it('sends a report without rows only where that is wanted, and says why not', async () => {
    const outbox = await openAt(await homes.create());
    const skipping = hook({ skipWhenEmpty: true });
    const [skipped] = await outbox.deliver(outbox.finish(skipping, { 'weekly-roi.csv': '' }, 0), skipping);
    expect(skipped).toMatchObject({
      state: 'skipped',
      attempt: 0,
      error: 'The report has no rows, and is not to be sent then (skipWhenEmpty).',
    });
    const sending = hook();
    const [sent] = await outbox.deliver(outbox.finish(sending, { 'weekly-roi.csv': '' }, 0), sending);
    expect(sent).toMatchObject({ state: 'delivered' });
  });

  it('sends what did not change to those alone who have something else', async () => {
    const outbox = await openAt(await homes.create());
    const targets = [
      { kind: 'webhook', url: `${hooks.origin}/`, secret: 'finance' },
      { kind: 'folder', path: 'finance' },
    ];
    const before = hook({ onlyWhenChanged: true });
    const saved = hook({ onlyWhenChanged: true, targets });
    const states = async (csv: string, report = saved) => {
      outbox.now += MINUTE;
      const sent = await outbox.deliver(outbox.finish(report, { 'weekly-roi.csv': csv }), report);
      return sent.map(({ state }) => state);
    };
    expect(await states(CSV, before)).toEqual(['delivered']);
    expect(await states(CSV)).toEqual(['skipped', 'delivered']);
    expect(await states(CSV)).toEqual(['skipped', 'skipped']);
    expect(await states(`${CSV}summer,1\r\n`)).toEqual(['delivered', 'delivered']);
    // Back at what it once was: that is a change.
    expect(await states(CSV)).toEqual(['delivered', 'delivered']);
  });

  it('keeps the order of runs to a recipient: a later one waits for one that is tried again', async () => {
    const outbox = await openAt(await homes.create());
    const saved = hook({ onlyWhenChanged: true });
    hooks.called.length = 0;
    hooks.answers.push({ status: 503 });
    const first = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const [waiting] = await outbox.deliver(first, saved);
    expect(waiting?.state).toBe('waiting');
    const second = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const [behind] = await outbox.deliver(second, saved);
    expect(behind).toMatchObject({ state: 'waiting', attempt: 0 });
    outbox.now += MINUTE;
    await outbox.send(first);
    expect(await outbox.of(first.runId)).toMatchObject([{ state: 'delivered', attempt: 2 }]);
    expect(await outbox.of(second.runId)).toMatchObject([{ state: 'skipped' }]);
    expect(hooks.called).toHaveLength(2);
  });

  it('gives up what waited in line for a recipient that stays away, so that the line has an end', async () => {
    const outbox = await openAt(await homes.create());
    const saved = hook();
    hooks.answers.push(...Array.from({ length: 500 }, () => ({ status: 503 })));
    const runs: string[] = [];
    const open = async () => {
      const all = (await Promise.all(runs.map((runId) => outbox.of(runId)))).flat();
      return all.filter(({ state }) => state === 'waiting').map(({ createdAt }) => outbox.now - createdAt);
    };
    for (let minute = 0; minute < 24 * 60; minute += 10) {
      outbox.now = START + minute * MINUTE;
      if (minute % 60 === 0) {
        const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
        runs.push(run.runId);
        await outbox.deliver(run, saved);
      } else await outbox.send({ runId: runs[0] ?? '' });
    }
    const ages = await open();
    expect(Math.max(...ages) / MINUTE).toBeLessThan(6 * 60);
    // What somebody sends again is tried as if it were new.
    const [first] = await outbox.of(runs[0] ?? '');
    expect(first).toMatchObject({ state: 'failed', attempt: 10 });
    await outbox.deliveries.retry(first?.deliveryId ?? 0, 'Ada');
    hooks.answers.length = 0;
    hooks.answers.push({ status: 503 });
    for (let round = 0; round < 2; round += 1) {
      outbox.now += 60 * MINUTE;
      await outbox.send({ runId: runs[0] ?? '' });
    }
    expect(await outbox.of(runs[0] ?? '')).toMatchObject([{ state: 'delivered', attempt: 2 }]);
  });

  it('is shared by two services: each delivery is sent by one of them', async () => {
    const home = await homes.create();
    const [one, other] = [await openAt(home), await openAt(home)];
    const targets = Array.from({ length: 12 }, (_, index) => ({
      kind: 'webhook',
      url: `${hooks.origin}/${index}`,
      secret: 'finance',
    }));
    const saved = hook({ targets });
    const run = one.finish(saved, { 'weekly-roi.csv': CSV });
    hooks.called.length = 0;
    await one.deliveries.enqueue(run, saved);
    await Promise.all([one.send(run), other.send(run)]);
    expect((await one.of(run.runId)).map(({ state, attempt }) => `${state} ${attempt}`)).toEqual(
      targets.map(() => 'delivered 1'),
    );
    expect(hooks.called.map(({ path }) => path).toSorted()).toEqual(
      targets.map(({ url }) => new URL(url).pathname).toSorted(),
    );
  });

  it('lets a sender that was overtaken write nothing of what it came to', async () => {
    const home = await homes.create();
    const [slow, quick] = [await openAt(home), await openAt(home)];
    const saved = hook();
    const run = slow.finish(saved, { 'weekly-roi.csv': CSV });
    hooks.called.length = 0;
    hooks.answers.push({ status: 204 }, { status: 400, body: 'Twice' });
    let overtaken = false;
    hooks.onCalled = async () => {
      if (overtaken) return;
      overtaken = true;
      // Its lease has run out by the clock of the other, which takes the delivery over and ends it.
      quick.now = slow.now + 10 * MINUTE;
      expect(await quick.send(run)).toMatchObject([{ state: 'delivered', attempt: 2 }]);
    };
    await slow.deliver(run, saved);
    hooks.onCalled = async () => {};
    expect(await slow.of(run.runId)).toMatchObject([{ state: 'delivered', attempt: 2 }]);
    const ids = hooks.called.map(({ headers }) => headers['dealproof-delivery']);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  it('puts what a stopping service was sending back, and does not count that', async () => {
    const outbox = await openAt(await homes.create());
    const saved = hook();
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    await outbox.deliveries.enqueue(run, saved);
    const stopping = new AbortController();
    hooks.onCalled = async () => stopping.abort();
    await outbox.deliveries.deliverDue(stopping.signal);
    hooks.onCalled = async () => {};
    expect(await outbox.of(run.runId)).toMatchObject([{ state: 'waiting', attempt: 0, error: null }]);
    expect(await outbox.send(run)).toMatchObject([{ state: 'delivered', attempt: 1 }]);
  });

  it('goes on when the clock is put back, with what waits and with what somebody died over', async () => {
    const home = await homes.create();
    const outbox = await openAt(home);
    const [waits, taken] = [hook(), hook({ name: 'taken' })];
    const ahead = START + 30 * 24 * 60 * MINUTE;
    outbox.now = ahead;
    const first = outbox.finish(waits, { 'weekly-roi.csv': CSV });
    hooks.answers.push({ status: 503 });
    expect(await outbox.deliver(first, waits)).toMatchObject([{ state: 'waiting' }]);
    const second = outbox.finish(taken, { 'weekly-roi.csv': CSV });
    await outbox.deliveries.enqueue(second, taken);
    const database = await openHome(home);
    await database.execute(
      "update deliveries set state = 'sending', fence = 1, attempt = 1, leased_until = ? where run_id = ?",
      [ahead + 6 * MINUTE, second.runId],
    );
    outbox.now = START;
    expect(await outbox.send(second)).toMatchObject([{ state: 'delivered', attempt: 2 }]);
    expect(await outbox.of(first.runId)).toMatchObject([{ state: 'delivered', attempt: 2 }]);
  });

  it('goes on with others while one takes long', async () => {
    const outbox = await openAt(await homes.create());
    const targets = Array.from({ length: 9 }, (_, index) => ({
      kind: 'webhook',
      url: `${hooks.origin}/${index}`,
      secret: 'finance',
    }));
    const saved = hook({ targets });
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    let others = (): void => {};
    const allOthers = new Promise<void>((resolve) => {
      others = resolve;
    });
    hooks.called.length = 0;
    hooks.onCalled = async () => {
      if (hooks.called.length === targets.length) others();
      if (hooks.called.at(-1)?.path === '/0') await allOthers;
    };
    const states = (await outbox.deliver(run, saved)).map(({ state }) => state);
    hooks.onCalled = async () => {};
    expect(states).toEqual(targets.map(() => 'delivered'));
  });

  it('leaves other runs alone when a command sends its own, whose settings may be others', async () => {
    const home = await homes.create();
    const outbox = await openAt(home);
    const command = await Outbox.open(home, {});
    const [waits, made] = [hook(), hook({ name: 'made-by-command' })];
    const first = outbox.finish(waits, { 'weekly-roi.csv': CSV });
    const second = outbox.finish(made, { 'weekly-roi.csv': CSV });
    await outbox.deliveries.enqueue(first, waits);
    await outbox.deliveries.enqueue(second, made);
    const { signal } = new AbortController();
    expect(await command.deliveries.deliverDue(signal, second.runId)).toBe(1);
    expect(await outbox.of(second.runId)).toMatchObject([{ state: 'failed' }]);
    expect(await outbox.send(first)).toMatchObject([{ state: 'delivered', attempt: 1 }]);
  });

  it('gives up what kills the service each time that it is sent', async () => {
    const home = await homes.create();
    const outbox = await openAt(home);
    const saved = hook();
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    await outbox.deliveries.enqueue(run, saved);
    const database = await openHome(home);
    // What the last of ten attempts leaves of a service that is killed.
    await database.execute(
      "update deliveries set state = 'sending', fence = 10, attempt = 10, leased_until = ?",
      [outbox.now + 6 * MINUTE],
    );
    expect(await outbox.send(run)).toMatchObject([{ state: 'sending' }]);
    outbox.now += 6 * MINUTE;
    expect(await outbox.send(run)).toMatchObject([
      {
        state: 'failed',
        attempt: 10,
        error: 'The service ended while it was sending this for the last time.',
      },
    ]);
  });

  it('has tables that can be taken away and laid again', async () => {
    const { writer } = await homes.open();
    await down(writer);
    expect(await writer.schema.hasTable('deliveries')).toBe(false);
    expect(await writer.schema.hasTable('exports')).toBe(false);
    await up(writer);
    expect(await writer('deliveries').select('key')).toEqual([]);
  });

  it('gives its list in pages, and refuses to send again what did not fail or is not there', async () => {
    const outbox = await openAt(await homes.create());
    const saved = hook({
      targets: [
        { kind: 'folder', path: 'a' },
        { kind: 'folder', path: 'b' },
      ],
    });
    await outbox.deliver(outbox.finish(saved, { 'weekly-roi.csv': CSV }), saved);
    const page = await outbox.deliveries.list({ state: 'delivered' }, null, 1);
    expect(page.items.map(({ recipient }) => recipient)).toEqual(['b']);
    const rest = await outbox.deliveries.list({}, Number(page.nextCursor), 1);
    expect([rest.items.map(({ recipient }) => recipient), rest.nextCursor]).toEqual([['a'], null]);
    await expect(outbox.deliveries.retry(999, 'Ada')).rejects.toMatchObject({ code: 'not-found' });
    await expect(outbox.deliveries.retry(Number(page.nextCursor), 'Ada')).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('removes what an attempt left that was cut off, and nothing else', async () => {
    const home = await homes.create();
    const outbox = await openAt(home);
    const saved = savedReport({ targets: [{ kind: 'folder', path: '.' }] });
    const folder = join(home.dataDir, 'shared');
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    await outbox.deliveries.enqueue(run, saved);
    const [{ key } = { key: '' }] = await outbox.of(run.runId);
    // Another service that shares the folder has a delivery of the same number.
    const ofAnother = '.dealproof-6d3f8b0e-6a35-4c39-9d0e-7e4c2b0a4a51-cut.part';
    for (const name of [`.dealproof-${key}-cut.part`, ofAnother, 'theirs.part']) {
      writeFileSync(join(folder, name), 'half');
    }
    expect(await outbox.send(run)).toMatchObject([{ state: 'delivered' }]);
    expect(readdirSync(folder).toSorted()).toEqual([
      ofAnother,
      'theirs.part',
      'weekly-roi-20211001T060000Z.csv',
    ]);
  });
});
