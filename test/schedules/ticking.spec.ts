import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { Ticking } from '../../src/schedules/ticking.js';
import { TickingModule } from '../../src/schedules/ticking.module.js';
import { meanwhile } from '../support/a-scheduled-report.js';
import { Replica, ReportsDesk, weekly } from '../support/desk-of-reports.js';
import { eachDatabase } from '../support/each-database.js';

/** Settles when `holds` does. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(10);
}

eachDatabase('A report that takes long', (homes) => {
  it('keeps neither times from being noted nor others from being delivered, and is begun once', async () => {
    const home = await homes.create();
    const desk = new ReportsDesk(home);
    const targets = [{ kind: 'folder', path: desk.outbox }];
    desk.save(weekly({ name: 'long', schedule: undefined, targets }));
    desk.save(weekly({ name: 'quick', targets }));
    const service = await Replica.start(home, desk, Date.parse('2021-06-07T06:59:00Z'), [TickingModule]);
    const other = await Replica.start(home, desk, service.now);
    await other.schedules.keepSlots();
    let goOn = (): void => undefined;
    const reading = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    meanwhile(service, 1, () => reading);
    const goRound = (): void => service.app.get(Ticking).goRound();
    const stateOf = async (name: string) =>
      (await other.ledger()).filter(({ savedReport }) => savedReport === name).map(({ state }) => state);
    await other.runs.request('long', 'Ada', false);
    await until(async () => {
      goRound();
      return (await stateOf('long'))[0] === 'running';
    });
    // Its time comes, and another service makes the other report; who delivers it is the busy one.
    service.now = other.now = Date.parse('2021-06-07T07:00:01Z');
    await until(async () => {
      goRound();
      return (await stateOf('quick')).length === 1;
    });
    await other.schedules.makeDue();
    await until(() => {
      goRound();
      return readdirSync(desk.outbox).some((name) => /^quick-.*\.csv$/.test(name));
    });
    expect([await stateOf('long'), await stateOf('quick')]).toEqual([['running'], ['done']]);
    goOn();
    await until(async () => {
      goRound();
      return readdirSync(desk.outbox).some((name) => /^long-.*\.csv$/.test(name));
    });
    expect((await other.ledger()).map(({ attempt }) => attempt)).toEqual([1, 1]);
  });
});
