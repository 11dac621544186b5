import { Module } from '@nestjs/common';
import { CataloguesReadModel } from './catalogues.read-model.js';
import { CataloguesStore } from './catalogues.store.js';

/** Solutions and customers: what rules need to know that no deal file carries. */
@Module({
  providers: [CataloguesReadModel, CataloguesStore],
  exports: [CataloguesReadModel, CataloguesStore],
})
export class CataloguesModule {}
