import { Module } from '@nestjs/common';
import { ExportsModule } from '../exports/exports.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { DeliveriesStore } from './deliveries.store.js';
import { DeliveryService } from './delivery.service.js';
import { Dispatcher } from './dispatcher.js';
import { FileLinks } from './file-links.js';
import { FolderSender } from './folder-sender.js';
import { LinkedFiles } from './linked-files.js';
import { MailSender } from './mail-sender.js';
import { RunFiles } from './run-files.js';
import { Senders } from './senders.js';
import { WebhookSender } from './webhook-sender.js';

/** Sending what runs of saved reports made: outbox, targets and their senders. */
@Module({
  imports: [ReportsModule, ExportsModule],
  providers: [
    DeliveriesStore,
    DeliveryService,
    Dispatcher,
    FileLinks,
    FolderSender,
    LinkedFiles,
    MailSender,
    RunFiles,
    Senders,
    WebhookSender,
  ],
  exports: [DeliveryService, LinkedFiles],
})
export class DeliveryModule {}
