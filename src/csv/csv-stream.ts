import { stringify, type Stringifier } from 'csv-stringify';

/**
 * Turns lines of cells, texts or null, into CSV: UTF-8 with a byte order mark, which spreadsheets need to see that it
 * is UTF-8, lines ended by CRLF, quoted as RFC 4180 says. Guarding texts against being run as formulas is up to who
 * knows which cells are texts (`guardFormula`).
 * @param titles the first line, written with what comes first; none when absent.
 */
export function csvStream(titles?: readonly string[]): Stringifier {
  return stringify({
    ...(titles === undefined ? {} : { header: true, columns: titles }),
    bom: true,
    record_delimiter: '\r\n',
    quote_record_delimiter: true,
    cast: {
      // Every cell arrives as text or null; the library's own ways with other types are never wanted.
      string: (text) => text,
      null: () => '',
    },
  });
}
