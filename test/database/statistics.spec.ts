import { expect, it } from '@jest/globals';
import { eachDatabase, onPostgres, openHome } from '../support/each-database.js';
import { PostgresSession } from '../support/postgres-session.js';

eachDatabase('After many rows were written', (homes) => {
  it('neither statistics nor other writers wait for a report that is being taken', async () => {
    const home = await homes.create();
    const taking = await openHome(home);
    const writing = await openHome(home);
    const other = await openHome(home);
    const seen = await taking.snapshot(async (moment) => {
      const texts = () => taking.rows(moment, 'select sha256 from rule_texts', []);
      const before = await texts();
      await writing.execute("insert into rule_texts (sha256, text) values ('a', 'first')");
      await writing.analyze();
      await other.execute("insert into rule_texts (sha256, text) values ('b', 'second')");
      return [before, await texts()];
    });
    expect(seen).toEqual([[], []]);
    expect(await other.rows(other.reader, 'select sha256 from rule_texts', [])).toHaveLength(2);
  }, 20_000);
});

onPostgres('Statistics', (homes) => {
  it('are brought up to date of all tables but those that somebody has to himself', async () => {
    const home = await homes.create();
    const database = await openHome(home);
    await database.execute("insert into rule_texts (sha256, text) values ('a', 'first')");
    const other = await PostgresSession.on(home);
    await other.rows('begin; lock table deals in access exclusive mode');
    await database.analyze();
    expect(
      await other.rows("select relname, reltuples from pg_class where relname in ('deals', 'rule_texts')"),
    ).toEqual(
      expect.arrayContaining([
        { relname: 'deals', reltuples: -1 },
        { relname: 'rule_texts', reltuples: 1 },
      ]),
    );
  }, 20_000);
});
