import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../config/config.module.js';
import type { Clock } from '../kernel/clock.js';
import { DeliveriesStore } from './deliveries.store.js';
import type { Delivery, Receipt, ReportContent } from './domain/delivery.js';
import { FileLinks } from './file-links.js';
import { FolderSender } from './folder-sender.js';
import { MailSender } from './mail-sender.js';
import { RunFiles } from './run-files.js';
import { WebhookSender } from './webhook-sender.js';

/** Hands a delivery to the sender of its kind. */
@Injectable()
export class Senders {
  constructor(
    private readonly folder: FolderSender,
    private readonly mail: MailSender,
    private readonly webhook: WebhookSender,
    private readonly links: FileLinks,
    private readonly files: RunFiles,
    private readonly store: DeliveriesStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whether a mail server is configured. */
  get hasMail(): boolean {
    return this.mail.configured;
  }

  /** Whether the files themselves go out, and not links to them or their digests. */
  carriesFiles({ kind }: Delivery, content: ReportContent): boolean {
    return kind === 'folder' || (kind === 'email' && !this.mail.asLinks(content));
  }

  /** Sends it. @throws DeliveryFailure, and what is beyond explaining. */
  async send(delivery: Delivery, signal: AbortSignal): Promise<Receipt> {
    const { content, kind } = delivery;
    const linksUntil = this.links.expiry(this.clock());
    if (content.is === 'notice') return this.mail.send(delivery, linksUntil, signal);
    if (this.links.possible && !this.carriesFiles(delivery, content)) {
      // Before the links are out: from then on the files are needed.
      await this.store.holdFiles(delivery, linksUntil);
      for (const file of content.run.files) await this.files.require(file);
    }
    switch (kind) {
      case 'folder':
        return this.folder.send(delivery, content, signal);
      case 'email':
        return this.mail.send(delivery, linksUntil, signal);
      case 'webhook':
        return this.webhook.send(delivery, content, linksUntil, signal);
    }
  }
}
