import type { Problem } from '../../kernel/errors.js';
import { nearest } from '../../kernel/nearest.js';
import { shorten } from '../../kernel/text.js';
import type { ImportRecord, ReadOptions } from '../domain/record.js';
import { unreadable } from '../domain/unreadable.js';
import { inBatches } from './batches.js';
import { DEAL_KEYS, dealsForm } from './deals-form.js';
import { readText, refusal } from './file-text.js';
import { type JsonFault, type JsonLayout, jsonItems, type JsonRecord } from './json-records.js';
import { referralRecord } from './referrals.js';

/** Kinds that can come as JSON. */
export type JsonKind = 'referrals' | 'deals';

const REFERRAL_KEYS = ['organizationId', 'substatus', 'customerProfile', 'engagementId', 'inviteContext'];

/**
 * Tells from the first record of a JSON file what the file holds; undefined when it holds no record at all.
 * @throws DomainError `invalid-file` when nothing of it can be read, or it holds something else.
 */
export async function recogniseJson(path: string, layout: JsonLayout): Promise<JsonKind | undefined> {
  let fault: JsonFault | undefined;
  for await (const items of jsonItems(readText(path), layout)) {
    for (const item of items) {
      if ('value' in item) return kindOf(item.value);
      fault ??= item;
    }
  }
  if (fault) throw refusal(fault.problem.message, fault.problem.remedy, { row: fault.row });
  return undefined;
}

function kindOf(value: unknown): JsonKind {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.includes('deal_id')) return 'deals';
  if (REFERRAL_KEYS.some((key) => keys.includes(key))) return 'referrals';
  const answer = errorAnswer(value);
  if (answer) {
    throw refusal(
      `This is not a list of referrals but an error that the API answered: ${answer}`,
      'Ask the API again.',
    );
  }
  const close = keys.find((key) => nearest(key, ['deal_id']) !== undefined);
  throw refusal(
    `These records are neither referrals of the API nor deals in our own form. The first has ${keys.length === 0 ? 'no properties' : shorten(keys.join(', '), 200)}.`,
    close === undefined
      ? 'A referral has id, status and substatus; a deal has deal_id and status.'
      : `Did you mean deal_id for ${close}?`,
  );
}

/** Code and message of an error body (referral API notes, section 13). */
function errorAnswer(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('error' in value)) return undefined;
  const { error } = value;
  if (typeof error !== 'object' || error === null) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  return shorten(`${code}. ${message}`, 200);
}

/** A JSON file as it was recognised. */
export interface JsonFile {
  readonly path: string;
  readonly layout: JsonLayout;
  readonly kind: JsonKind;
}

/** Reads the records of a JSON file, in its order and in batches. */
export function jsonRecords(file: JsonFile, options: ReadOptions): AsyncGenerator<readonly ImportRecord[]> {
  return inBatches(readRecords(file, options));
}

async function* readRecords(
  { path, layout, kind }: JsonFile,
  options: ReadOptions,
): AsyncGenerator<readonly ImportRecord[]> {
  const read = kind === 'deals' ? dealReader(options) : referralReader(options);
  for await (const items of jsonItems(readText(path, options.onBytes), layout)) {
    yield items.map((item) => readItem(item, read));
  }
}

type JsonReader = (value: unknown, row: number) => ImportRecord;

function readItem(item: JsonRecord | JsonFault, read: JsonReader): ImportRecord {
  if ('problem' in item) {
    return { is: 'reject', row: item.row, problems: [item.problem], ...(item.rest ? { rest: true } : {}) };
  }
  const { row, value } = item;
  const fault = unreadableText(value);
  return fault ? { is: 'reject', row, problems: [{ ...fault, row }] } : read(value, row);
}

function referralReader(options: ReadOptions): JsonReader {
  return (value, row) => referralRecord(value, row, options);
}

/** Reads deals of our own form: the same keys as the columns of the CSV, so the same reader. */
function dealReader(options: ReadOptions): JsonReader {
  const read = dealsForm.fit(DEAL_KEYS).reader(options);
  return (value, row) => {
    const held = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
    const cells: string[] = [];
    for (const key of DEAL_KEYS) {
      const cell = cellOf(held.get(key));
      if (cell === undefined) {
        const problem = { row, column: key, value: shorten(JSON.stringify(held.get(key))) };
        const message = 'This is neither text, a number, true or false, nor a list of texts.';
        return { is: 'reject', row, problems: [{ ...problem, message }] };
      }
      cells.push(cell);
    }
    return read(row, cells);
  };
}

function cellOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join('; ');
  return undefined;
}

const DEEPEST = 32;

/** The first text in a JSON value that cannot be taken, with its path. */
function unreadableText(value: unknown, depth = 0): (Problem & { readonly path: string }) | undefined {
  if (typeof value === 'string') {
    const fault = unreadable(value);
    return fault && { path: '', value: shorten(value), ...fault };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === DEEPEST) return { path: '', message: `This is nested more than ${DEEPEST} levels deep.` };
  for (const [key, held] of Object.entries(value)) {
    const fault = unreadableText(held, depth + 1);
    if (fault) return { ...fault, path: `/${key}${fault.path}` };
  }
  return undefined;
}
