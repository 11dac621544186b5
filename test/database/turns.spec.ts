import { expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.js';
import { EvaluationsStore } from '../../src/eligibility/evaluations.store.js';
import { onPostgres, openHome } from '../support/each-database.js';
import { PostgresSession } from '../support/postgres-session.js';

const START = { asOf: '2021-10-01', startedAt: 0, ruleSetId: null, knownAt: 0 };

onPostgres('The turn to store verdicts', (homes) => {
  it('is had by one evaluation at a time, also where the first ones of a book begin at one moment', async () => {
    const home = await homes.create();
    const onlooker = await PostgresSession.on(home);
    const evaluations = (database: Database) => new EvaluationsStore(database);
    const second = await openHome(home);
    const third = await openHome(home);
    // The first has its number, but nobody sees it yet.
    const first = await PostgresSession.on(home);
    await first.rows("begin; insert into evaluations (as_of, started_at) values ('2021-10-01', 0)");
    const secondId = await evaluations(second).start(START);
    const steps: string[] = [];
    let later: Promise<void> = Promise.resolve();
    await second.transaction(async () => {
      await evaluations(second).takeTurn(secondId);
      await first.rows('commit');
      const thirdId = await evaluations(third).start(START);
      later = third.transaction(async () => {
        await evaluations(third).takeTurn(thirdId);
        steps.push('third');
      });
      await onlooker.waiting(1);
      steps.push('second');
    });
    await later;
    expect(steps).toEqual(['second', 'third']);
    await expect(second.transaction(() => evaluations(second).takeTurn(secondId))).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
