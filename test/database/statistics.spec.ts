import { expect, it } from '@jest/globals';
import { eachDatabase, openHome } from '../support/each-database.js';

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
