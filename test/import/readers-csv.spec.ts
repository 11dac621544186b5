import { createWriteStream } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { openFile } from '../../src/import/readers/open-file.js';
import { csvRows } from '../../src/import/readers/csv-rows.js';
import { bulkFile, GOOD, headersOf } from './co-sell-table.js';
import {
  brokenOff,
  guidOf,
  problems,
  read,
  readPath,
  refusalOf,
  sightings,
  TAKEN_AT,
  withPath,
} from './reading.js';

const HEADER = 'deal_id,status,name,notes';

function manyDeals(count: number): string {
  return Array.from({ length: count }, (_, index) => `D${index},active,Deal ${index},\n`).join('');
}

/** Writes a piece of text over and over, without holding the whole in memory. */
async function writeRepeated(path: string, piece: string, times: number): Promise<void> {
  const stream = createWriteStream(path, { flags: 'a' });
  for (let index = 0; index < times; index += 1) {
    if (!stream.write(piece)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

describe('the text of a CSV file', () => {
  test.each([
    ['line feeds', '\n', ''],
    ['carriage returns and line feeds', '\r\n', ''],
    ['a byte order mark', '\n', '\uFEFF'],
  ])('may have %s', async (_what, end, mark) => {
    const text = [`${mark}${HEADER}`, 'D1,active,"One, two",last', 'D2,won,Ü,', ''].join(end);
    const reading = await read(text);
    expect(reading.kind).toBe('deals');
    expect(sightings(reading).map(({ dealId, fields }) => [dealId, fields])).toEqual([
      ['D1', { status: 'active', name: 'One, two', notes: 'last' }],
      ['D2', { status: 'won', name: 'Ü' }],
    ]);
  });

  test('may mix both line ends, and lack the last', async () => {
    const reading = await read(`${HEADER}\r\nD1,active,a,"x"\nD2,active,b,y\r\nD3,active,c,z`);
    expect(sightings(reading).map(({ fields }) => fields.notes)).toEqual(['x', 'y', 'z']);
  });

  test.each([
    ['tabs', '\t'],
    ['semicolons', ';'],
  ])('may have %s between the cells', async (_what, delimiter) => {
    const row = ['D1', 'active', '"a, b; c\td"', ''].join(delimiter);
    const reading = await read(`${HEADER.replaceAll(',', delimiter)}\n${row}\n`);
    expect(sightings(reading)[0]?.fields.name).toBe('a, b; c\td');
  });

  test('rows are numbered as a spreadsheet shows them: blank ones count, a quoted line break does not', async () => {
    const reading = await read(`${HEADER}\nD1,active,"a\nb",\n\n,,,\nD2,bad,c,\n`);
    expect(reading.records.map(({ is, row }) => [is, row])).toEqual([
      ['sighting', 2],
      ['reject', 5],
    ]);
  });

  test('a file with nothing but a header holds no records', async () => {
    expect(await read(`${HEADER}\n`)).toEqual({ kind: 'deals', records: [] });
    expect(await read(HEADER)).toEqual({ kind: 'deals', records: [] });
  });

  test('comes in batches of five hundred, and can be gone through again', async () => {
    await withPath(async (path) => {
      await writeFile(path, `${HEADER}\n${manyDeals(1200)}`);
      const file = await openFile(path, { takenAt: TAKEN_AT, takenAtGiven: true, ownOrganisations: [] });
      const sizes: number[][] = [[], []];
      for (const each of sizes) for await (const batch of file.records) each.push(batch.length);
      expect(sizes).toEqual([
        [500, 500, 200],
        [500, 500, 200],
      ]);
    });
  });
});

describe('a row that is not as it should be', () => {
  test('has a comma that should be quoted', async () => {
    const reading = await read(`${HEADER}\nD1,active,Contoso, Ltd.,\nD2,active,b,\n`);
    expect(problems(reading)).toEqual([
      {
        row: 2,
        message: 'This row has 5 cells, but the header has 4.',
        remedy: 'Probably a cell with a comma in it is not in quotation marks.',
      },
    ]);
    expect(sightings(reading).map(({ dealId }) => dealId)).toEqual(['D2']);
  });

  test('is broken over two lines', async () => {
    const reading = await read(`${HEADER}\nD1,active,a\nb,\nD2,active,b,\n`);
    expect(problems(reading).map(({ row, message }) => `${row}: ${message}`)).toEqual([
      '2: This row has 3 cells, but the header has 4.',
      '3: This row has 2 cells, but the header has 4.',
    ]);
    expect(problems(reading)[0]?.remedy).toContain('line break');
    expect(sightings(reading)).toHaveLength(1);
  });

  test('holds a NUL, or bytes that are not UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${HEADER}\nD1,active,a\0b,\nD2,active,M`),
      Buffer.from([0xfc]),
      Buffer.from('ller,\nD3,active,c,\n'),
    ]);
    const reading = await read(bytes);
    expect(problems(reading)).toEqual([
      expect.objectContaining({ row: 2, column: 'name', message: 'This text holds a NUL character.' }),
      expect.objectContaining({
        row: 3,
        column: 'name',
        message: 'This text holds a character that is not UTF-8.',
      }),
    ]);
    expect(problems(reading)[1]?.remedy).toContain('CSV UTF-8');
    expect(sightings(reading).map(({ dealId }) => dealId)).toEqual(['D3']);
  });

  test('has a quotation mark where none can be; the lines it swallowed are owned up to', async () => {
    const reading = await read(`${HEADER}\nD1,active,"a,\nD2,active,"b",\nD3,active,c,\n`);
    expect(problems(reading)).toEqual([
      expect.objectContaining({ row: 2, message: expect.stringContaining('It swallowed the next line.') }),
    ]);
    expect(sightings(reading).map(({ dealId }) => dealId)).toEqual(['D3']);
  });

  test('opens a quotation mark that nothing closes: the rows before it go in', async () => {
    const reading = await read(`${HEADER}\nD1,active,a,\nD2,active,"b,\nD3,active,c,\n`);
    expect(sightings(reading).map(({ dealId }) => dealId)).toEqual(['D1']);
    expect(problems(reading)).toEqual([
      {
        row: 3,
        message: expect.stringMatching(/opens a cell in this row is not closed by the end of the file/u),
        remedy: expect.stringContaining('Close the cell'),
      },
    ]);
    expect(brokenOff(reading)).toEqual([3]);
  });

  test('is longer than a million characters: reading ends there', async () => {
    const reading = await read(
      `${HEADER}\nD1,active,a,\nD2,active,${'b'.repeat(1_048_577)},\nD3,active,c,\n`,
    );
    expect(sightings(reading).map(({ dealId }) => dealId)).toEqual(['D1']);
    expect(problems(reading)).toEqual([
      expect.objectContaining({ row: 3, message: expect.stringContaining('longer than') }),
    ]);
    expect(brokenOff(reading)).toEqual([3]);
  });

  test('is the whole rest of the file by an open quotation mark: it is said before a million characters are held', async () => {
    const reading = await read(`${HEADER}\nD1,active,a,\nD2,active,"b,\n${manyDeals(100_000)}`);
    expect(sightings(reading).map(({ dealId }) => dealId)).toEqual(['D1']);
    expect(problems(reading)).toEqual([
      expect.objectContaining({ row: 3, message: expect.stringContaining('not closed') }),
    ]);
    expect(brokenOff(reading)).toEqual([3]);
  });
});

describe('a file of 200 MB without a line break', () => {
  const MEGABYTE = 'x'.repeat(1_000_000);

  /** By how many bytes the memory of the process grew while something was done. */
  async function growthOf(work: () => Promise<unknown>): Promise<number> {
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    try {
      await work();
    } finally {
      clearInterval(watch);
    }
    return Math.max(peak, process.memoryUsage().rss) - before;
  }

  test('is refused without being held in memory', async () => {
    await withPath(async (path) => {
      await writeRepeated(path, MEGABYTE, 200);
      const growth = await growthOf(async () => {
        await expect(readPath(path)).rejects.toMatchObject({
          code: 'invalid-file',
          message: expect.stringContaining('first row of the file is longer'),
        });
      });
      expect(growth).toBeLessThan(100_000_000);
    });
  });

  test('after some rows lets those in and breaks off', async () => {
    await withPath(async (path) => {
      await appendFile(path, `${HEADER}\nD1,active,a,\nD2,active,`);
      await writeRepeated(path, MEGABYTE, 200);
      const growth = await growthOf(async () => {
        const reading = await readPath(path);
        expect(sightings(reading)).toHaveLength(1);
        expect(brokenOff(reading)).toEqual([3]);
      });
      expect(growth).toBeLessThan(100_000_000);
    });
  });
});

describe('a file that is no CSV', () => {
  test.each<[string, Buffer, RegExp]>([
    ['empty', Buffer.from(''), /empty/u],
    ['nothing but blanks', Buffer.from('\uFEFF \r\n\n'), /empty/u],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${HEADER}\n`, 'utf16le'), /UTF-16.*CSV UTF-8/u],
    ['UTF-16 without one', Buffer.from(`${HEADER}\nD1,active,示例,\n`, 'utf16le'), /UTF-16.*CSV UTF-8/u],
    ['an Excel workbook', Buffer.from('504b030414000600', 'hex'), /Excel workbook/u],
    ['gzip', Buffer.from('1f8b0800', 'hex'), /compressed/u],
    ['binary', Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7) % 256)), /binary/u],
    [
      'in another encoding',
      Buffer.from('deal_id,status,anm\xe4rkning\nD1,active,x\n', 'latin1'),
      /not in UTF-8/u,
    ],
    ['of an old Macintosh', Buffer.from('deal_id,status\rD1,active\r'), /Macintosh/u],
  ])('(%s) is refused with a remedy', async (_what, content, message) => {
    const problem = await refusalOf(content);
    expect(`${problem.message} ${problem.remedy}`).toMatch(message);
    expect(problem.remedy).toBeTruthy();
  });

  test('is refused when there is none, or a folder in its place', async () => {
    await withPath(async (path) => {
      await expect(readPath(path)).rejects.toMatchObject({
        code: 'invalid-file',
        message: 'There is no such file.',
      });
    });
    await expect(readPath('/tmp')).rejects.toMatchObject({ message: expect.stringContaining('folder') });
  });
});

describe('splitting text into rows', () => {
  async function* inPieces(text: string, size: number): AsyncGenerator<string> {
    for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
  }

  async function rowsOf(
    text: string,
    size: number,
    delimiter = ',',
  ): Promise<readonly (readonly string[])[]> {
    const rows: (readonly string[])[] = [];
    for await (const items of csvRows(inPieces(text, size), delimiter)) {
      for (const item of items) rows.push('cells' in item ? item.cells : [`fault in ${item.row}`]);
    }
    return rows;
  }

  test('gives the same wherever the text is cut', async () => {
    const text = 'a,"b ""quoted"", yes",c\r\n"x\r\ny",,"z"\r\n1,2,3';
    const whole = await rowsOf(text, text.length);
    expect(whole).toEqual([
      ['a', 'b "quoted", yes', 'c'],
      ['x\r\ny', '', 'z'],
      ['1', '2', '3'],
    ]);
    for (let size = 1; size < text.length; size += 1) expect(await rowsOf(text, size)).toEqual(whole);
  });

  test('any table that a CSV writer writes comes back cell by cell', async () => {
    // A last cell ending in a carriage return cannot be told from the line end; blank rows are left out on purpose.
    const cell = fc.string({ unit: 'grapheme' });
    const table = fc
      .array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 })
      .map((rows) => rows.map((row) => ['x', ...row, 'end']));
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom<'unix' | 'windows'>('unix', 'windows'),
        fc.integer({ min: 1, max: 40 }),
        async (rows, delimiter, end, size) => {
          const text = stringify(rows, { delimiter, record_delimiter: end, quoted_match: /\r/u });
          expect(await rowsOf(text, size, delimiter)).toEqual(rows);
        },
      ),
    );
  });

  test('notes of any text come through a whole file unchanged', async () => {
    const note = fc
      .string({ unit: 'grapheme', maxLength: 200 })
      .filter((text) => text.trim() !== '' && !/[\0\uFFFD]/u.test(text));
    const headers = headersOf('B');
    await fc.assert(
      fc.asyncProperty(fc.array(note, { minLength: 1, maxLength: 5 }), async (notes) => {
        const rows = notes.map((text, index) => ({ ...GOOD, 'Referral ID': guidOf(index), Notes: text }));
        const cells = rows.map((row) =>
          headers.map((header) => Object.entries(row).find(([key]) => key === header)?.[1]),
        );
        const reading = await read(stringify([headers, ...cells], { bom: true }));
        expect(sightings(reading).map(({ fields }) => fields.notes)).toEqual(notes);
      }),
      { numRuns: 60 },
    );
  });

  test('characters of several bytes are never cut in two, wherever the file is', async () => {
    const name = '示例🚀Ж';
    const rows = Array.from({ length: 12_000 }, (_, index) => ({
      ...GOOD,
      'Referral ID': guidOf(index),
      'Deal Name': name,
    }));
    const reading = await read(bulkFile(rows));
    expect(sightings(reading)).toHaveLength(12_000);
    expect(new Set(sightings(reading).map(({ fields }) => fields.name))).toEqual(new Set([name]));
  });
});
