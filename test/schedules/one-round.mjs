// One round of the service in a process of its own, which kills itself at a step where it is told to. What it does is
// said by the environment: DIST is the folder of the compiled service, NOW the clock, DIE the step.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NestFactory } from '@nestjs/core';

const { NOW, DIE, DIST } = process.env;

/** A module of the compiled service. */
const load = (file) => import(pathToFileURL(join(DIST, file)));

const { AppModule } = await load('app.module.js');
const { loadConfig } = await load('config/env.js');
const { DeliveryService } = await load('delivery/delivery.service.js');
const { createLogger, NestLogger } = await load('logging/logger.js');
const { ReportRunsStore } = await load('report-runs/report-runs.store.js');
const { RunMaker } = await load('report-runs/run-maker.js');
const { ReportsService } = await load('reports/reports.service.js');
const { SchedulesService } = await load('schedules/schedules.service.js');

const logger = createLogger('error');
const app = await NestFactory.createApplicationContext(
  AppModule.with(loadConfig(), logger, () => Number(NOW)),
  { logger: new NestLogger(logger), abortOnError: false },
);

/** As the system does when there is no memory left: nothing that is still to be done is done. */
const die = () => process.kill(process.pid, 'SIGKILL');

/** Does something before, or after, what a method does. */
function around(type, method, { before = async () => {}, after = async () => {} }) {
  const service = app.get(type);
  const own = service[method].bind(service);
  service[method] = async (...args) => {
    await before(...args);
    const result = await own(...args);
    await after(...args);
    return result;
  };
}

const STEPS = {
  'after the claim': () => around(RunMaker, 'make', { before: die }),
  'while it is made': () =>
    around(ReportsService, 'write', {
      before: (_name, _given, _output, sink) => (sink.write('half'), die()),
    }),
  'after its files': () => around(ReportRunsStore, 'finish', { before: die }),
  'before the commit': () => around(DeliveryService, 'enqueue', { after: die }),
  'after the commit': () => around(DeliveryService, 'deliverDue', { before: die }),
};
STEPS[DIE]?.();

await app.get(SchedulesService).tick(new AbortController().signal);
await app.close();
