import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { APP_CONFIG, CLOCK } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import type { Page } from '../kernel/page.js';
import { LOGGER } from '../logging/logger.js';
import type { SavedReport } from '../reports/domain/saved-report.js';
import { ReportDefinitions } from '../reports/report-definitions.js';
import { DeliveriesStore, type DeliveryFilter } from './deliveries.store.js';
import { type Delivery, DELIVERY_STATES, type DeliveryState } from './domain/delivery.js';
import type { FinishedRun } from './domain/finished-run.js';
import { runNotice } from './domain/notices.js';
import type { OwnerNotice } from './domain/owner-notice.js';
import { deliveriesOf } from './domain/recipients.js';
import { Dispatcher } from './dispatcher.js';

/** Sends what runs of saved reports made to their targets. */
@Injectable()
export class DeliveryService {
  constructor(
    private readonly store: DeliveriesStore,
    private readonly dispatcher: Dispatcher,
    private readonly definitions: ReportDefinitions,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Notes what is to be sent of a run, a row a recipient, in the open transaction if there is one. */
  async enqueue(run: FinishedRun, saved: SavedReport): Promise<void> {
    const owner = this.definitions.people().find(({ name }) => name === saved.owner) ?? null;
    await this.store.add(deliveriesOf(run, saved, owner, this.clock()));
  }

  /**
   * Sends what is due; to be called again and again while the service runs. Several processes may do so at once.
   * @param signal ends it, also in the middle of what is being sent; that is sent again later.
   * @param runId only what is due of this run, for a command, whose settings need not be those of the service.
   * @returns how many were tried.
   */
  async deliverDue(signal: AbortSignal, runId: string | null = null): Promise<number> {
    return this.dispatcher.deliverDue(signal, runId);
  }

  /** Tells the owner of a saved report by e-mail that a run failed for good. */
  async notify(notice: OwnerNotice): Promise<void> {
    const { ownerEmail, runId, savedReport } = notice;
    if (ownerEmail === null || this.config.delivery.smtpUrl === null) {
      const why = ownerEmail === null ? 'no address of an owner is known' : 'no mail server is configured';
      this.logger.warn({ runId, savedReport }, `Nobody is told by e-mail that a run failed: ${why}.`);
      return;
    }
    await this.store.add([runNotice(notice, ownerEmail, this.clock())]);
  }

  /** How many deliveries there are of each state. */
  async countByState(): Promise<ReadonlyMap<DeliveryState, number>> {
    const counts = new Map((await this.store.counts()).map((each) => [each.state, each.deliveries]));
    return new Map(DELIVERY_STATES.map((state) => [state, counts.get(state) ?? 0]));
  }

  /** Deliveries, the newest first; `before` is the number of the last one of the page before. */
  async list(filter: DeliveryFilter, before: number | null, limit: number): Promise<Page<Delivery>> {
    const found = await this.store.list(filter, before, limit + 1);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items,
      nextCursor: found.length > limit && last !== undefined ? String(last.deliveryId) : null,
    };
  }

  /**
   * Has a delivery that was given up sent again, from its first attempt.
   * @throws DomainError `not-found`; `conflict` where it is not given up.
   */
  async retry(deliveryId: number, by: string): Promise<Delivery> {
    const retried = await this.store.retry(deliveryId, by, this.clock());
    if (retried !== null) {
      this.logger.info({ deliveryId, by }, 'A delivery is sent again.');
      return retried;
    }
    const { state, error } = await this.require(deliveryId);
    throw new DomainError('conflict', `Delivery ${deliveryId} is not sent again.`, [
      {
        value: state,
        message: `It is ${state}${error === null ? '' : `: ${error}`}`,
        remedy:
          state === 'waiting' || state === 'sending'
            ? 'It is sent by itself.'
            : 'Only what failed can be sent again; run the report to have it made and sent anew.',
      },
    ]);
  }

  /** Those of the runs whose files are still needed: to be sent, or behind a link that has not expired. */
  async runsInUse(runIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(await this.store.runsInUse(runIds, this.clock()));
  }

  /** @throws DomainError `not-found` */
  private async require(deliveryId: number): Promise<Delivery> {
    const found = await this.store.find(deliveryId);
    if (found !== null) return found;
    throw new DomainError('not-found', `There is no delivery ${deliveryId}.`, [
      {
        value: String(deliveryId),
        message: 'No delivery has this number.',
        remedy: 'List them with dealproof deliveries list, or GET /api/v1/deliveries.',
      },
    ]);
  }
}
