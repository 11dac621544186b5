import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import { Database } from '../database/database.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import { HOUR_MS } from '../kernel/instants.js';

interface KeyRow {
  readonly request_hash: string;
  readonly response: string | null;
  readonly recorded_at: number;
}

/** After this long an unanswered request is taken for crashed, and its key may be used again. */
const ABANDONED_MS = HOUR_MS;

/** Makes a request that creates something safe to repeat: the same `Idempotency-Key` gets the same answer. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Does `work` once for a key and answers every repetition with the first answer; without a key it just works.
   * @throws DomainError `conflict` when the key was used for another request, or its first is still at work.
   */
  async once<T>(
    route: string,
    key: string | undefined,
    request: unknown,
    work: () => Promise<T>,
  ): Promise<T> {
    if (key === undefined) return work();
    const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    const earlier = await this.database.transaction(() => this.claim(route, key, requestHash));
    // Stored by ourselves from an answer of this very type.
    if (earlier !== null) return JSON.parse(earlier);
    try {
      const answer = await work();
      await this.table()
        .where({ route, key })
        .update({ response: JSON.stringify(answer) });
      return answer;
    } catch (error) {
      await this.table().where({ route, key }).delete();
      throw error;
    }
  }

  private async claim(route: string, key: string, requestHash: string): Promise<string | null> {
    const now = this.clock();
    await this.table()
      .where({ route, key })
      .whereNull('response')
      .where('recorded_at', '<', now - ABANDONED_MS)
      .delete();
    const claimed: unknown = await this.table()
      .insert({ route, key, request_hash: requestHash, recorded_at: now })
      .onConflict(['route', 'key'])
      .ignore()
      .returning('key');
    if (Array.isArray(claimed) && claimed.length > 0) return null;
    const rows = await this.database.rows<KeyRow>(
      this.database.reader,
      'select request_hash, response, recorded_at from idempotency_keys where route = ? and key = ?',
      [route, key],
    );
    const [row] = rows;
    // The first request has just ended without an answer, and its key is free again.
    if (row === undefined) return this.claim(route, key, requestHash);
    if (row.request_hash !== requestHash) {
      throw new DomainError('conflict', 'This Idempotency-Key was used for another request.', [
        { value: key, message: 'The key belongs to a different request.', remedy: 'Use a new key.' },
      ]);
    }
    if (row.response === null) {
      throw new DomainError('conflict', 'The first request with this Idempotency-Key is still at work.', [
        { value: key, message: 'No answer yet.', remedy: 'Ask again in a moment with the same key.' },
      ]);
    }
    return row.response;
  }

  private table() {
    return this.database.writer('idempotency_keys');
  }
}
