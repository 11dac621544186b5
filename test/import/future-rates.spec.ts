import { expect, it } from '@jest/globals';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';

const FILE = `Month,CurrencyCode,USDPerUnit
202106,EUR,1.2
202107,EUR,1.3
202108,EUR,1.4
999012,EUR,2
`;

eachDatabase('rates of months to come', (homes) => {
  it('are refused, but for those of the next month', async () => {
    const book = await Book.open(await homes.create(), Date.UTC(2021, 5, 30));
    const result = await book.importText('fx.csv', FILE);
    expect(result).toMatchObject({ read: 4, created: 2, rejected: 2 });
    const place = { file: 'fx.csv', column: 'Month', message: 'This month lies in the future.' };
    const remedy = expect.stringContaining('Rates are taken up to next month, 2021-07.');
    expect(result.problems).toEqual([
      { ...place, row: 4, value: '2021-08', remedy },
      { ...place, row: 5, value: '9990-12', remedy },
    ]);
    await book.close();
  });
});
