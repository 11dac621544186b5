import { AsyncLocalStorage } from 'node:async_hooks';
import { readdirSync } from 'node:fs';
import { ReportsService } from '../../src/reports/reports.service.js';
import { Replica, ReportsDesk, weekly } from './desk-of-reports.js';
import type { Homes } from './each-database.js';

/** A service on a desk with one saved report that goes to a folder, a moment before its time. */
export async function aScheduledReport(homes: Homes, changes: Readonly<Record<string, unknown>> = {}) {
  const home = await homes.create();
  const desk = new ReportsDesk(home);
  const targets = [{ kind: 'folder', path: desk.outbox }];
  const report = weekly({ targets, ...changes });
  desk.save(report);
  const service = await Replica.start(home, desk, Date.parse('2021-06-07T06:59:00Z'));
  await service.round();
  const delivered = (): readonly string[] =>
    readdirSync(desk.outbox).filter((name) => !name.includes('manifest'));
  return { home, desk, report, service, delivered };
}

/** Lets making a report fail so often, or do something else meanwhile. */
export function meanwhile(
  service: Pick<Replica, 'app'>,
  times: number,
  act: () => void | Promise<void>,
): void {
  const reports = service.app.get(ReportsService);
  const write = reports.write.bind(reports);
  // Others have nothing to do with the transaction that the report is read in.
  const outside = AsyncLocalStorage.snapshot();
  let left = times;
  reports.write = async (...args) => {
    left -= 1;
    if (left >= 0) await outside(act);
    return write(...args);
  };
}
