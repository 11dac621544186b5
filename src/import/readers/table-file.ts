import { nearest } from '../../kernel/nearest.js';
import { shorten } from '../../kernel/text.js';
import { fittingKind, nearestKind } from '../domain/kind.js';
import type { ImportKind } from '../domain/record.js';
import { normaliseWord } from '../domain/words.js';
import { coSellForm } from './co-sell.js';
import { analyticsForm } from './co-sell-analytics.js';
import { type CsvFault, firstRecord } from './csv-rows.js';
import { dealsForm } from './deals-form.js';
import { MAX_RECORD_LENGTH, refusal, type Sample } from './file-text.js';
import { OWN_FORMS } from './own-forms.js';
import { registrationsForm } from './registrations.js';
import type { TableFit, TableForm } from './table-form.js';
import type { Delimiter } from './table-records.js';

/** All forms of table, in the order in which they win where a table fits several equally. */
const FORMS: readonly TableForm[] = [coSellForm, analyticsForm, registrationsForm, dealsForm, ...OWN_FORMS];

/** The header row of a table, and what stands between its cells. */
export interface Header {
  readonly headers: readonly string[];
  readonly delimiter: Delimiter;
}

/**
 * Reads the header row: the first row that is not blank, split at whichever of comma, tab and semicolon gives the
 * most cells.
 * @throws DomainError `invalid-file` when there is no such row.
 */
export function readHeader({ text, whole }: Sample): Header {
  if (/^[^\n]*\r[^\n]/.test(text) && !text.includes('\n')) {
    throw refusal('The lines of this file end as on old Macintosh computers.', 'Save it as “CSV UTF-8”.');
  }
  const delimiters: readonly Delimiter[] = [',', '\t', ';'];
  let best: Header | undefined;
  let fault: CsvFault | undefined;
  for (const delimiter of delimiters) {
    const first = firstRecord(text, delimiter, whole);
    // Split at the wrong character even a good header has quotation marks where they cannot be.
    if (first && 'problem' in first) fault ??= first;
    else if (first && first.cells.length > (best?.headers.length ?? 0)) {
      best = { headers: first.cells.map((header) => header.trim()), delimiter };
    }
  }
  if (best === undefined) throw noHeader(fault);
  if (best.headers.some((header) => header.includes('\uFFFD'))) {
    throw refusal(
      'The file is not in UTF-8.',
      'Save it as “CSV UTF-8 (Comma delimited)” and import that file.',
    );
  }
  return best;
}

function noHeader(fault: CsvFault | undefined) {
  if (fault) return refusal(fault.problem.message, fault.problem.remedy, { row: fault.row });
  return refusal(
    `The first row of the file is longer than ${MAX_RECORD_LENGTH} characters, which no header is.`,
    'Check whether the file has line breaks at all, and export it again.',
    { row: 1 },
  );
}

/**
 * Finds the form of a table by its headers and makes sure that it is the kind told, if one was told.
 * @throws DomainError `invalid-file` when the table is of another kind or of none, or a column comes twice.
 */
export function recogniseTable(headers: readonly string[], told: ImportKind | undefined): TableFit {
  const fits = FORMS.map((form) => form.fit(headers));
  const fitting = fittingKind(fits);
  const wanted = told === undefined ? fitting : fits.find(({ kind }) => kind === told);
  const chosen = fits.find(({ kind }) => kind === wanted?.kind);
  if (chosen === undefined)
    throw told === undefined ? unrecognised(headers, fits) : notATable(told, fitting?.kind);
  if (
    fitting &&
    fitting.kind !== chosen.kind &&
    (chosen.missing.length > 0 || fitting.matched > chosen.matched)
  ) {
    throw disagreement(chosen.kind, fitting.kind, headers);
  }
  if (chosen.missing.length > 0) throw lacking(chosen, headers);
  const [repeated] = chosen.repeated;
  if (repeated) {
    throw refusal(
      `The columns “${repeated.first}” and “${repeated.again}” mean the same.`,
      'Remove one of them: nobody can say which one counts.',
      { row: 1, column: repeated.again },
    );
  }
  return chosen;
}

function notATable(told: ImportKind, found: ImportKind | undefined) {
  const content = found === undefined ? 'is a table' : `is a table of the kind ${found}`;
  return refusal(
    `You said that this is a file of the kind ${told}, but it ${content}.`,
    found === undefined ? `A file of ${told} is JSON.` : `Import it as ${found}.`,
  );
}

function disagreement(told: ImportKind, found: ImportKind, headers: readonly string[]) {
  return refusal(
    `You said that this is a file of the kind ${told}, but its columns are those of ${found}: ${listed(headers)}.`,
    `Import it as ${found}, or check whether it is the file you meant.`,
  );
}

function lacking({ kind, missing }: TableFit, headers: readonly string[]) {
  const name = missing[0] ?? '';
  const form = FORMS.find((known) => known.kind === kind);
  // A header that already stands for another column is not a misspelling of this one.
  const known = new Set((form?.columnNames ?? []).map(normaliseWord));
  const near = nearest(
    name,
    headers.filter((header) => !known.has(normaliseWord(header))),
  );
  return refusal(
    `A file of the kind ${kind} needs the ${missing.length === 1 ? 'column' : 'columns'} ${missing.map((each) => `“${each}”`).join(', ')}. The file has: ${listed(headers)}.`,
    near === undefined
      ? 'Add it, or export the file again.'
      : `Is “${near}” meant to be “${name}”? Rename it.`,
    { row: 1, column: name },
  );
}

function unrecognised(headers: readonly string[], fits: readonly TableFit[]) {
  const words = new Set(headers.map(normaliseWord));
  if (words.has('leaddirection') || words.has('referralleadtype')) {
    return refusal(
      'This is the leads export of the analytics page. Leads are not co-sell deals.',
      'Export Co-sell opportunities instead.',
    );
  }
  const near = nearestKind(fits);
  if (near === undefined) {
    return refusal(
      `None of the columns is known, so what this file is cannot be told. It has: ${listed(headers)}.`,
      'The first row must name the columns. Check whether it is the file you meant.',
    );
  }
  return refusal(
    `What this file is cannot be told from its columns: ${listed(headers)}. It comes nearest to ${near.kind}, but lacks ${near.missing.map((name) => `“${name}”`).join(', ')}.`,
    'Correct the header row, or check whether it is the file you meant.',
    { row: 1 },
  );
}

function listed(headers: readonly string[]): string {
  return shorten(headers.map((header) => `“${header}”`).join(', '), 300);
}
