import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import type { Clock } from '../kernel/clock.js';
import type { Page } from '../kernel/page.js';
import type { ExportEntry, KeptExport } from './domain/export-entry.js';
import { ExportsStore } from './exports.store.js';

/** The log of what left the book: who took what, when, how much, and by which way. It is only ever added to. */
@Injectable()
export class ExportLog {
  constructor(
    private readonly store: ExportsStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Adds an entry of this moment, in the open transaction if there is one. */
  async record(entry: ExportEntry): Promise<void> {
    await this.store.add(entry, this.clock());
  }

  /** Entries, the newest first; `before` is the number of the last one of the page before. */
  async list(before: number | null, limit: number): Promise<Page<KeptExport>> {
    const found = await this.store.list(before, limit + 1);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const more = found.length > limit && last !== undefined;
    return { items, nextCursor: more ? String(last.exportId) : null };
  }
}
