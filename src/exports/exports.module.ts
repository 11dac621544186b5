import { Module } from '@nestjs/common';
import { Downloads } from './downloads.js';
import { ExportLog } from './export-log.js';
import { ExportsStore } from './exports.store.js';

/** The log of what left the book, and answers that are noted in it. */
@Module({ providers: [Downloads, ExportLog, ExportsStore], exports: [Downloads, ExportLog] })
export class ExportsModule {}
