import { expect, it } from '@jest/globals';
import { wonDeal } from '../support/a-deal.js';
import { at } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { editedRules, JudgedBook } from '../support/judged-book.js';

/** The later version in force since the spring, which asks for value and customer. */
const ASKING = editedRules({
  '2021-05-07': (text) => text.replace('"until": null', '"until": "2021-06-04"'),
  '2021-08-20': (text) =>
    text.replace('"inactive"', '"active"').replace('"from": "2021-08-20"', '"from": "2021-06-04"'),
});

eachDatabase('What an evaluation finds due', (homes) => {
  const open = async (): Promise<JudgedBook> => new JudgedBook(await homes.open(), ASKING);

  it('are the deals of the solution that a new catalogue tells otherwise of, not those of the others in it', async () => {
    const book = await open();
    const held = (solutionId: string) => ({ solutions: [{ solutionId, name: null }] });
    await book.catalogue('s-1', 'azure-ip-co-sell');
    await book.catalogue('s-2', 'azure-ip-co-sell');
    await book.put(wonDeal('a', held('s-1')), wonDeal('b', held('s-2')));
    await book.eligibility.evaluate();
    await book.catalogue('s-1', null);
    await book.catalogue('s-2', 'azure-ip-co-sell');
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 1, recorded: 1 });
  });

  it('are the deals of the customer that a new file tells otherwise of', async () => {
    const book = await open();
    await book.customer('111111111', 'Contoso', 'DE', true);
    await book.customer('222222222', 'Fabrikam', 'DE', true);
    await book.put(wonDeal('a', { customerDuns: '111111111' }), wonDeal('b', { customerDuns: '222222222' }));
    await book.eligibility.evaluate();
    await book.customer('111111111', 'Contoso', 'DE', true);
    await book.customer('222222222', 'Fabrikam', 'DE', false);
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 1 });
  });

  it('are the deals in the currency that a new table rates otherwise', async () => {
    const book = await open();
    await book.rate('2021-06', 'EUR', '1.2');
    await book.rate('2021-06', 'JPY', '0.009');
    await book.put(wonDeal('a', { currency: 'EUR', valueMinor: 1 }), wonDeal('b', { currency: 'JPY', valueMinor: 1 }));
    await book.eligibility.evaluate();
    await book.rate('2021-06', 'EUR', '1.2');
    await book.rate('2021-06', 'JPY', '0.008');
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 1 });
  });

  it('notes the first rates for the deals that need none', async () => {
    const book = await open();
    await book.put(wonDeal('a', { currency: 'USD', valueMinor: 1 }));
    await book.eligibility.evaluate();
    await book.rate('2021-06', 'JPY', '0.009');
    await book.eligibility.evaluate();
    const before = await book.decisions.verdicts(['a']);
    await book.eligibility.evaluate({ all: true });
    expect(await book.decisions.verdicts(['a'])).toEqual(before);
  });

  it('is no deal seen to be won by a day that has come, as days go by', async () => {
    const book = await open();
    await book.put(wonDeal('a', { closedAt: null, closedNotAfter: at('2021-06-05T00:00:00Z') }));
    await book.eligibility.evaluate({ asOf: '2021-06-20' });
    expect(await book.eligibility.evaluate({ asOf: '2021-06-21' })).toMatchObject({ judged: 0 });
  });
});
