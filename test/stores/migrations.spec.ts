import { expect, it } from '@jest/globals';
import { eachDatabase } from '../support/each-database.js';
import { down, up } from '../../src/database/migrations/0001-book.js';

eachDatabase('the book’s tables', (homes) => {
  it('can be taken away and laid again', async () => {
    const database = await homes.open();
    await down(database.writer);
    await up(database.writer);
    const rows = await database.rows<{ n: number }>(database.reader, 'select count(*) as n from deals', []);
    expect(Number(rows[0]?.n)).toBe(0);
  });

  it('hold ids as text, whatever they look like', async () => {
    const database = await homes.open();
    const columns = [
      { name: 'deal_id', type: 'text' },
      { name: 'position', type: 'integer' },
      { name: 'solution_id', type: 'text' },
      { name: 'name', type: 'text' },
    ] as const;
    const key = ['deal_id', 'position'];
    const rows = [
      ['007', 0, '12345678901234567890', null],
      ['a"b\\c{}', 1, 'NULL', ''],
      ['ООО «Пример, Групп»', 0, '示例科技', "it's"],
    ];
    await database.insertRows('deal_solutions', columns, rows, { do: 'replace', key });
    await database.insertRows('deal_solutions', columns, rows, { do: 'replace', key });
    const read = await database.rowsIn(
      'select deal_id, position, solution_id, name from deal_solutions where {in} order by deal_id',
      'deal_id',
      rows.map((row) => String(row[0])),
    );
    expect(read.map((row) => Object.values(Object(row)))).toEqual(rows);
  });
});
