import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG } from '../config/config.module.js';
import type { AppConfig } from '../config/env.js';
import { DomainError } from '../kernel/errors.js';
import { DAY_MS, formatInstant } from '../kernel/instants.js';

/** What a link leads to: a file of a delivery, by its place among them. */
export interface LinkedFile {
  /** That of the delivery: numbers of deliveries begin anew in every book, keys are one in the world. */
  readonly key: string;
  readonly index: number;
}

/** Links to files that expire, signed so that nobody else can make one. */
@Injectable()
export class FileLinks {
  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  /** Whether the configuration has what links need. */
  get possible(): boolean {
    return this.config.delivery.publicUrl !== null && this.config.delivery.linkSecret !== null;
  }

  /** When links made now expire, epoch ms in whole seconds. */
  expiry(now: number): number {
    return Math.floor((now + this.config.delivery.linkDays * DAY_MS) / 1000) * 1000;
  }

  /** The address of a file; null where the configuration says nothing of links. */
  make({ key, index }: LinkedFile, expiresAt: number): string | null {
    const { publicUrl, linkSecret } = this.config.delivery;
    if (publicUrl === null || linkSecret === null) return null;
    const told = `${key}.${index}.${Math.floor(expiresAt / 1000)}`;
    return `${publicUrl}/api/v1/deliveries/files/${told}.${sign(told, linkSecret)}`;
  }

  /**
   * What a link leads to.
   * @throws DomainError `not-found` where it was not made here, or has expired.
   */
  read(token: string, now: number): LinkedFile {
    const match = /^(([\da-f-]{36})\.(\d{1,4})\.(\d{1,12}))\.([\w-]{43})$/.exec(token);
    const { linkSecret } = this.config.delivery;
    const [, told = '', key = '', index, seconds, signature = ''] = match ?? [];
    if (linkSecret === null || !same(signature, sign(told, linkSecret))) {
      throw new DomainError('not-found', 'This link leads nowhere.', [
        {
          message: 'It was changed or cut off on its way, or the secret that signs links is another by now.',
          remedy: 'Open it from the message again, all of it; else ask for a new one.',
        },
      ]);
    }
    const expiresAt = Number(seconds) * 1000;
    if (expiresAt <= now) {
      throw new DomainError('not-found', `This link was good until ${formatInstant(expiresAt)}.`, [
        { message: 'Links expire.', remedy: 'Ask whoever answers for the report for a new one.' },
      ]);
    }
    return { key, index: Number(index) };
  }
}

function sign(told: string, secret: string): string {
  return createHmac('sha256', secret).update(`dealproof file link ${told}`).digest('base64url');
}

/** Compares in a time that tells nothing of how much is alike. */
function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
