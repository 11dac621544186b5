import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { ExportLog } from '../exports/export-log.js';
import type { Clock } from '../kernel/clock.js';
import { formatInstant } from '../kernel/instants.js';
import { LOGGER } from '../logging/logger.js';
import { DeliveriesStore } from './deliveries.store.js';
import { MAX_ATTEMPTS, waitAfter, wasLastAttempt } from './domain/back-off.js';
import type { Delivery, Receipt } from './domain/delivery.js';
import { deliveredName } from './domain/delivered-name.js';
import { DeliveryFailure } from './domain/delivery-failure.js';
import { deliveryNotice } from './domain/notices.js';
import { Senders } from './senders.js';

/** Milliseconds that sending to one recipient may take. */
const SENDING_MS = 5 * 60_000;
/** Milliseconds after which a delivery that somebody took may be taken by others; longer than sending may take. */
const LEASE_MS = SENDING_MS + 60_000;
/** How many are sent at the same time. */
const AT_ONCE = 4;

/** Takes deliveries that are due, hands each to its sender, and notes what became of it. */
@Injectable()
export class Dispatcher {
  constructor(
    private readonly store: DeliveriesStore,
    private readonly database: Database,
    private readonly exports: ExportLog,
    private readonly senders: Senders,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Sends what is due until nothing is, some at a time; one that takes long keeps no other waiting.
   * @param runId only what is due of this run; null: of any.
   * @returns how many were tried.
   * @throws what the database throws; what is being sent elsewhere is sent all the same.
   */
  async deliverDue(signal: AbortSignal, runId: string | null): Promise<number> {
    const lanes = Array.from({ length: AT_ONCE }, () => this.deliverOneByOne(signal, runId));
    const outcomes = await Promise.allSettled(lanes);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return outcomes.reduce((sum, outcome) => sum + (outcome.status === 'fulfilled' ? outcome.value : 0), 0);
  }

  private async deliverOneByOne(signal: AbortSignal, runId: string | null): Promise<number> {
    for (let tried = 0; ; tried += 1) {
      const delivery = signal.aborted ? null : await this.claimNext(runId);
      if (delivery === null) return tried;
      await this.deliver(delivery, signal);
    }
  }

  /** Takes the first that is due and that nobody else takes; null where nothing is due. */
  private async claimNext(runId: string | null): Promise<Delivery | null> {
    for (;;) {
      const now = this.clock();
      const due = await this.store.due(now, AT_ONCE, runId);
      if (due.length === 0) return null;
      for (const deliveryId of due) {
        const delivery = await this.store.claim(deliveryId, now, now + LEASE_MS);
        if (delivery !== null) return delivery;
      }
    }
  }

  private async deliver(delivery: Delivery, signal: AbortSignal): Promise<void> {
    if (delivery.attempt > MAX_ATTEMPTS) {
      const words = 'The service ended while it was sending this for the last time.';
      await this.giveUp({ ...delivery, attempt: MAX_ATTEMPTS }, new DeliveryFailure(words, { final: true }));
      return;
    }
    const same = await this.sameAsBefore(delivery);
    if (same !== null) {
      await this.store.end(delivery, { state: 'skipped', error: same, receipt: null, at: this.clock() });
      return;
    }
    let receipt: Receipt;
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(SENDING_MS)]);
      receipt = await Promise.race([this.senders.send(delivery, patience), ended(patience)]);
    } catch (error) {
      if (signal.aborted) {
        await this.store.postpone(delivery, { error: null, at: this.clock(), counts: false });
      } else await this.failed(delivery, error);
      return;
    }
    await this.delivered(delivery, receipt);
  }

  /** Why a report that is only sent when it changed is not; null where it is. */
  private async sameAsBefore(delivery: Delivery): Promise<string | null> {
    const { content, onlyWhenChanged } = delivery;
    if (!onlyWhenChanged || content.is !== 'report') return null;
    const last = await this.store.lastDelivered(delivery);
    if (last?.content.is !== 'report' || last.content.run.contentSha256 !== content.run.contentSha256) {
      return null;
    }
    const when = formatInstant(last.endedAt ?? last.createdAt);
    return `It says the same as what was delivered here on ${when} (onlyWhenChanged).`;
  }

  private async delivered(delivery: Delivery, receipt: Receipt): Promise<void> {
    const { content, recipient, runId, savedReport } = delivery;
    const at = this.clock();
    await this.database.transaction(async () => {
      const kept = await this.store.end(delivery, { state: 'delivered', error: null, receipt, at });
      // What is behind links is noted when somebody follows them.
      if (!kept || content.is === 'notice' || !this.senders.carriesFiles(delivery, content)) return;
      const { files, rows, asOf } = content.run;
      await this.exports.record({
        who: recipient,
        what: savedReport,
        runId,
        files: files.map(({ name }) => deliveredName(name, asOf)),
        rows,
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        how: 'delivery',
        complete: true,
      });
    });
  }

  private async failed(delivery: Delivery, error: unknown): Promise<void> {
    const failure = error instanceof DeliveryFailure ? error : unexpected(error);
    const { deliveryId, attempt, savedReport, kind, createdAt, retriedBy } = delivery;
    // One that somebody has sent again is as if it were new.
    const age = retriedBy === null ? this.clock() - createdAt : 0;
    if (failure.details.final || wasLastAttempt(attempt, age)) {
      await this.giveUp(delivery, failure);
      return;
    }
    const at = this.clock() + waitAfter(attempt, failure.details.retryAfterMs);
    if (!(await this.store.postpone(delivery, { error: failure.message, at, counts: true }))) return;
    const next = formatInstant(at);
    this.logger.warn(
      { deliveryId, savedReport, kind, attempt, next, err: failure },
      'A delivery failed and is tried again.',
    );
  }

  /** Ends a delivery as failed, and has its owner told, unless mail is what does not work. */
  private async giveUp(delivery: Delivery, failure: DeliveryFailure): Promise<void> {
    const { content, kind, deliveryId, savedReport, attempt } = delivery;
    const { message, details } = failure;
    const at = this.clock();
    const mailWorks = kind !== 'email' || details.refused === true;
    const notice =
      content.is === 'report' && mailWorks && this.senders.hasMail
        ? deliveryNotice(delivery, content, message, at)
        : null;
    const mine = await this.database.transaction(async () => {
      const kept = await this.store.end(delivery, { state: 'failed', error: message, receipt: null, at });
      if (kept && notice !== null) await this.store.add([notice]);
      return kept;
    });
    if (!mine) return;
    this.logger.error(
      { deliveryId, savedReport, kind, attempt, err: failure },
      'A delivery failed and is not tried again.',
    );
  }
}

/** Rejects when the signal is aborted: whatever hangs, others get their turn. */
function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => {
      reject(new DeliveryFailure('Sending took too long, and was ended.', { final: false }));
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
}

function unexpected(error: unknown): DeliveryFailure {
  const words = error instanceof Error ? error.message : String(error);
  return new DeliveryFailure(words, { final: false }, { cause: error });
}
