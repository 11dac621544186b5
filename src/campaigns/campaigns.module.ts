import { Module } from '@nestjs/common';
import { CampaignsStore } from './campaigns.store.js';

/** Campaigns and what was spent on them. */
@Module({ providers: [CampaignsStore], exports: [CampaignsStore] })
export class CampaignsModule {}
