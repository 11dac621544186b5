import { describe, expect, it } from '@jest/globals';
import { TABLE_PLACEMENTS } from '../../src/distribution/domain/table-placements.js';
import { codeIn, sectionOf, tableRows } from './doc-blocks.js';

describe('the guide to a book on several machines', () => {
  it('says of every table where it is', () => {
    const told = tableRows(sectionOf('postgresql.md', 'placements')).flatMap(([where = '', tables = '']) =>
      codeIn(tables).map((table) => [table, where.replaceAll('`', '').split(':')[0]]),
    );
    const declared = TABLE_PLACEMENTS.map(({ table, placement }) => [
      table,
      placement.is === 'distributed' ? `distributed by ${placement.by}` : placement.is,
    ]);
    expect(told.toSorted()).toEqual(declared.toSorted());
  });
});
