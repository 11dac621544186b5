import type { Database } from '../../src/database/database.js';
import { DealsReadModel } from '../../src/deals/deals.read-model.js';
import { DealsStore } from '../../src/deals/deals.store.js';
import { LearntService } from '../../src/deals/learnt.service.js';
import { StandingsService } from '../../src/deals/standings.service.js';
import { createLogger } from '../../src/logging/logger.js';
import { LoggedUpgrade } from '../../src/logging/upgrade-progress.js';

/** Makes anew what reports read of all deals, for a book that was not filled by booking. */
export async function fillStandings(database: Database): Promise<void> {
  await database.execute('delete from deal_standings');
  await database.execute('delete from standings_due');
  await database.execute('insert into standings_due (deal_id) select deal_id from deals');
  const store = new DealsStore(database);
  const [deals, learnt] = [new DealsReadModel(database), new LearntService(store)];
  await new StandingsService(
    database,
    store,
    deals,
    learnt,
    new LoggedUpgrade(createLogger('silent')),
  ).onModuleInit();
}
