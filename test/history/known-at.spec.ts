import { expect, it } from '@jest/globals';
import { EvaluationsStore } from '../../src/eligibility/evaluations.store.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { june } from '../support/told-book.js';
import { editedRules } from '../support/judged-book.js';

/** Rules of which the version that asks for the customer is in force. */
const RULES_WITH_CUSTOMER = {
  '2021-05-07': (text: string) => text.replace(/"until": null/, '"until": "2021-06-01"'),
  '2021-08-20': (text: string) =>
    text.replace('"inactive"', '"active"').replace(/"from": "2021-08-20"/, '"from": "2021-06-01"'),
};

/** More deals than two batches hold, all of one customer. */
const DEALS = Array.from(
  { length: 4100 },
  (_, index) => `deal-${String(index).padStart(4, '0')},active,Contoso,US,2021-06-01T00:00:00Z`,
).join('\n');

eachDatabase('an evaluation', (homes) => {
  it('judges the whole book by one state of the catalogues, whatever is imported while it runs', async () => {
    const book = await Book.open(await homes.create(), june(2), editedRules(RULES_WITH_CUSTOMER));
    await book.importText(
      'deals.csv',
      `deal_id,status,customer_name,customer_country,updated_at\n${DEALS}\n`,
    );
    const imported: Promise<unknown>[] = [];
    const customers = 'duns,name,country,managed_by_microsoft\n,Contoso,US,yes\n';
    await book.eligibility.evaluate({
      batch: 2000,
      onProgress: (deals) => {
        if (deals > 0 && imported.length === 0) imported.push(book.importText('customers.csv', customers));
      },
    });
    await Promise.all(imported);
    const masks = async (): Promise<readonly { masks: number; deals: number }[]> =>
      book.database.rows(
        book.database.reader,
        'select count(distinct pass_mask) as masks, count(*) as deals from verdicts',
        [],
      );
    expect(await masks()).toEqual([{ masks: 1, deals: 4100 }]);
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 4100, recorded: 4100 });
    expect(await masks()).toEqual([{ masks: 1, deals: 4100 }]);
    const evaluations = book.app.get(EvaluationsStore);
    const [first, second] = [await evaluations.find(1), await evaluations.find(2)];
    expect([first?.knownAt, second?.knownAt]).toEqual([june(2), june(2) + 1]);
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 0 });
  });
});
