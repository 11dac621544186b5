import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { LONGEST_WAIT_MS } from './domain/back-off.js';
import {
  type Delivery,
  DELIVERY_KINDS,
  DELIVERY_PURPOSES,
  DELIVERY_STATES,
  type DeliveryState,
  type NewDelivery,
  type Receipt,
} from './domain/delivery.js';

/** Which deliveries to list. */
export interface DeliveryFilter {
  readonly runId?: string | undefined;
  readonly state?: DeliveryState | undefined;
}

/** A delivery that this process has taken to send it. */
type Claim = Pick<Delivery, 'deliveryId' | 'fence' | 'attempt'>;

/** So far the clocks of several machines may differ. */
const CLOCKS_DIFFER_MS = 60_000;

const COLUMNS =
  'delivery_id, key, run_id, saved_report, purpose, kind, recipient, content, only_when_changed, state, attempt, fence, next_attempt_at, links_until, error, receipt, created_at, ended_at, retried_by';

const deliveryRow = z
  .object({
    delivery_id: z.int(),
    key: z.string(),
    run_id: z.string(),
    saved_report: z.string(),
    purpose: z.enum(DELIVERY_PURPOSES),
    kind: z.enum(DELIVERY_KINDS),
    recipient: z.string(),
    content: z.string(),
    only_when_changed: z.int(),
    state: z.enum(DELIVERY_STATES),
    attempt: z.int(),
    fence: z.int(),
    next_attempt_at: z.int(),
    links_until: z.int().nullable(),
    error: z.string().nullable(),
    receipt: z.string().nullable(),
    created_at: z.int(),
    ended_at: z.int().nullable(),
    retried_by: z.string().nullable(),
  })
  .transform((row): Delivery => ({
    deliveryId: row.delivery_id,
    key: row.key,
    runId: row.run_id,
    savedReport: row.saved_report,
    purpose: row.purpose,
    kind: row.kind,
    recipient: row.recipient,
    // Both texts were written by this store.
    content: JSON.parse(row.content),
    onlyWhenChanged: row.only_when_changed === 1,
    state: row.state,
    attempt: row.attempt,
    fence: row.fence,
    nextAttemptAt: row.next_attempt_at,
    linksUntil: row.links_until,
    error: row.error,
    receipt: row.receipt === null ? null : JSON.parse(row.receipt),
    createdAt: row.created_at,
    endedAt: row.ended_at,
    retriedBy: row.retried_by,
  }));

/**
 * The outbox: what is to be sent, a row a recipient, and what became of it. Whoever sends takes the row first, for a
 * while and with a number that grows; what it then writes is only kept while the number is still its own.
 */
@Injectable()
export class DeliveriesStore {
  constructor(private readonly database: Database) {}

  /** Adds deliveries; those that the run has already stay as they are. */
  async add(deliveries: readonly NewDelivery[]): Promise<void> {
    for (const delivery of deliveries) {
      const { content, createdAt, state } = delivery;
      await this.database.execute(
        `insert into deliveries (key, run_id, saved_report, purpose, kind, recipient, content, content_sha256,
           only_when_changed, state, error, next_attempt_at, created_at, ended_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (run_id, purpose, kind, recipient) do nothing`,
        [
          randomUUID(),
          delivery.runId,
          delivery.savedReport,
          delivery.purpose,
          delivery.kind,
          delivery.recipient,
          JSON.stringify(content),
          content.is === 'report' ? content.run.contentSha256 : null,
          delivery.onlyWhenChanged ? 1 : 0,
          state,
          delivery.error,
          createdAt,
          createdAt,
          state === 'skipped' ? createdAt : null,
        ],
      );
    }
  }

  /**
   * Deliveries that are due, in order. A recipient gets the runs of a report in the order they were made: while one
   * is open, later ones are not due.
   * @param runId only those of this run; null: of any.
   */
  async due(now: number, limit: number, runId: string | null): Promise<readonly number[]> {
    const rows = await this.database.rows<{ delivery_id: number }>(
      this.database.reader,
      `select delivery_id from deliveries where ${DUE} ${runId === null ? '' : 'and run_id = ?'} and not exists (
         select 1 from deliveries earlier
         where earlier.saved_report = deliveries.saved_report and earlier.kind = deliveries.kind
           and earlier.recipient = deliveries.recipient and earlier.purpose = deliveries.purpose
           and earlier.delivery_id < deliveries.delivery_id and earlier.state in ('waiting', 'sending'))
       order by next_attempt_at, delivery_id limit ?`,
      [...dueAt(now), ...(runId === null ? [] : [runId]), limit],
    );
    return rows.map(({ delivery_id }) => delivery_id);
  }

  /** Takes a delivery to send it, unless somebody else has it or it is not due any more. */
  async claim(deliveryId: number, now: number, until: number): Promise<Delivery | null> {
    const [claimed] = await this.returned(
      `update deliveries set state = 'sending', attempt = attempt + 1, fence = fence + 1, leased_until = ?
       where delivery_id = ? and ${DUE}`,
      [until, deliveryId, ...dueAt(now)],
    );
    return claimed ?? null;
  }

  /** The report that a recipient was last sent of a saved report: its digest, and when; null where none was. */
  async lastDelivered({ savedReport, kind, recipient }: Delivery) {
    const [last] = await this.select(
      `where saved_report = ? and kind = ? and recipient = ? and purpose = 'report' and state = 'delivered'
       order by ended_at desc, delivery_id desc limit 1`,
      [savedReport, kind, recipient],
    );
    return last ?? null;
  }

  /** Keeps the files of a delivery from being removed for as long as links to them are good. */
  async holdFiles({ deliveryId, fence }: Claim, until: number): Promise<void> {
    await this.returned(
      `update deliveries set links_until = ? where delivery_id = ? and fence = ? and state = 'sending'`,
      [until, deliveryId, fence],
    );
  }

  /** Notes the end of a delivery; false where somebody else has taken it meanwhile. */
  async end(
    { deliveryId, fence, attempt }: Claim,
    end: {
      readonly state: 'delivered' | 'skipped' | 'failed';
      readonly error: string | null;
      readonly receipt: Receipt | null;
      readonly at: number;
    },
  ): Promise<boolean> {
    const receipt = end.receipt === null ? null : JSON.stringify(end.receipt);
    const ended = await this.returned(
      `update deliveries set state = ?, attempt = ?, error = ?, receipt = ?, ended_at = ?, leased_until = null
       where delivery_id = ? and fence = ? and state = 'sending'`,
      [end.state, attempt, end.error, receipt, end.at, deliveryId, fence],
    );
    return ended.length > 0;
  }

  /**
   * Puts a delivery back to be sent later; its attempt counts unless sending was ended from here. False where somebody
   * else has taken it meanwhile.
   */
  async postpone(
    { deliveryId, fence }: Claim,
    later: { readonly error: string | null; readonly at: number; readonly counts: boolean },
  ): Promise<boolean> {
    const postponed = await this.returned(
      `update deliveries set state = 'waiting', error = coalesce(?, error), next_attempt_at = ?,
         attempt = attempt - ?, leased_until = null
       where delivery_id = ? and fence = ? and state = 'sending'`,
      [later.error, later.at, later.counts ? 0 : 1, deliveryId, fence],
    );
    return postponed.length > 0;
  }

  /** Has a delivery that was given up sent again; null where it is not given up. */
  async retry(deliveryId: number, by: string, now: number): Promise<Delivery | null> {
    const [retried] = await this.returned(
      `update deliveries set state = 'waiting', attempt = 0, next_attempt_at = ?, ended_at = null, retried_by = ?
       where delivery_id = ? and state = 'failed'`,
      [now, by, deliveryId],
    );
    return retried ?? null;
  }

  /** One delivery, or null. */
  async find(deliveryId: number): Promise<Delivery | null> {
    const [found] = await this.select('where delivery_id = ?', [deliveryId]);
    return found ?? null;
  }

  /** One delivery by its name for the other side, or null. */
  async findByKey(key: string): Promise<Delivery | null> {
    const [found] = await this.select('where key = ?', [key]);
    return found ?? null;
  }

  /** Deliveries from the newest on, or from before one. */
  async list({ runId, state }: DeliveryFilter, before: number | null, limit: number) {
    const wheres = [
      ...(runId === undefined ? [] : [{ sql: 'run_id = ?', value: runId }]),
      ...(state === undefined ? [] : [{ sql: 'state = ?', value: state }]),
      ...(before === null ? [] : [{ sql: 'delivery_id < ?', value: before }]),
    ];
    const where = wheres.length === 0 ? '' : `where ${wheres.map(({ sql }) => sql).join(' and ')}`;
    return this.select(`${where} order by delivery_id desc limit ?`, [
      ...wheres.map(({ value }) => value),
      limit,
    ]);
  }

  /** How many deliveries there are of each state that any has. */
  async counts(): Promise<readonly { readonly state: DeliveryState; readonly deliveries: number }[]> {
    const rows = await this.database.rows<{ state: DeliveryState; deliveries: number }>(
      this.database.reader,
      'select state, count(*) as deliveries from deliveries group by state',
      [],
    );
    return rows.map(({ state, deliveries }) => ({ state, deliveries: Number(deliveries) }));
  }

  /** Those of the runs with something to be sent, or with a link that is still good. */
  async runsInUse(runIds: readonly string[], now: number): Promise<readonly string[]> {
    const rows = await this.database.rowsIn<{ run_id: string }>(
      `select distinct run_id from deliveries
       where (state in ('waiting', 'sending') or links_until > ?) and {in}`,
      'run_id',
      runIds,
      [now],
    );
    return rows.map(({ run_id }) => run_id);
  }

  private async select(rest: string, bindings: readonly (string | number)[]): Promise<readonly Delivery[]> {
    const { reader } = this.database;
    const rows = await this.database.rows(reader, `select ${COLUMNS} from deliveries ${rest}`, bindings);
    return z.array(deliveryRow).parse(rows);
  }

  private async returned(
    update: string,
    bindings: readonly (string | number | null)[],
  ): Promise<readonly Delivery[]> {
    const { writer } = this.database;
    return z
      .array(deliveryRow)
      .parse(await this.database.rows(writer, `${update} returning ${COLUMNS}`, bindings));
  }
}

/**
 * To be sent by now, or taken by somebody who did not come to an end in time. Nobody is told to wait longer than a
 * delivery ever waits: then the clock has been put back since.
 */
const DUE = `((state = 'waiting' and (next_attempt_at <= ? or next_attempt_at > ?))
  or (state = 'sending' and (leased_until <= ? or leased_until > ?)))`;

/** What the question marks of `DUE` stand for. */
function dueAt(now: number): readonly number[] {
  const never = now + LONGEST_WAIT_MS + CLOCKS_DIFFER_MS;
  return [now, never, now, never];
}
