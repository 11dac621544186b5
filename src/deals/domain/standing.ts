import { DAY_MS, parseDate, utcDay } from '../../kernel/instants.js';
import {
  type Deal,
  DEAL_STATUSES,
  DEAL_TYPES,
  type DealStatus,
  type DealType,
  type Direction,
  DIRECTIONS,
  isClosed,
  REGISTRATION_STATES,
  type RegistrationState,
} from './deal.js';
import type { Told } from './told.js';

/** As much of a deal as its standing holds in numbers. */
export type StoodDeal = Pick<
  Deal,
  | 'status'
  | 'dealType'
  | 'direction'
  | 'salesStagePercent'
  | 'valueMinor'
  | 'currency'
  | 'estimatedCloseDate'
  | 'createdAt'
  | 'createdOn'
  | 'acceptedAt'
  | 'closedAt'
  | 'closedOn'
  | 'closedNotBefore'
  | 'closedNotAfter'
  | 'solutions'
  | 'registrationState'
>;

/**
 * Where each number stands in the bytes of a standing. Instants, amounts and counts are 64-bit floats, NaN for null;
 * dates are days since 1970 as 32-bit integers; words are their place in the list of them plus 1, 0 for null. The
 * length is a multiple of three, so that standings one after another are one Base64 text.
 *
 * Rows that are in books are of this form. Whoever changes it, or the order of one of the lists of words, counts `FORM`
 * up and notes all deals as due (`standings_due`) in a migration, so that their rows are made anew.
 */
const NUMBERS = {
  value: 0,
  created: 8,
  accepted: 16,
  closed: 24,
  notBefore: 32,
  notAfter: 40,
  first: 48,
  last: 56,
  settled: 64,
  stageSince: 72,
  joined: 80,
} as const;
/** Of the first sighting in each of `SALES_STAGES`. */
const STAGES = 88;
const AT = {
  ...NUMBERS,
  createdOn: 136,
  closedOn: 140,
  estimatedClose: 144,
  sightings: 148,
  status: 152,
  dealType: 153,
  direction: 154,
  stage: 155,
  registration: 156,
  solutionsKnown: 157,
  currency: 158,
  form: 161,
} as const;
const LENGTH = 162;
const FORM = 1;
const NO_DAY = -(2 ** 31);
const NO_STAGE = 255;

const bytes = Buffer.alloc(LENGTH);

/** The numbers of a standing as text of a fixed length. */
export function packStanding(deal: StoodDeal, told: Told): string {
  const numbers = [
    deal.valueMinor,
    deal.createdAt,
    deal.acceptedAt,
    deal.closedAt,
    deal.closedNotBefore,
    deal.closedNotAfter,
    told.first,
    told.last,
    told.settled,
    told.stageSince,
    told.joined,
    ...told.stages,
  ];
  numbers.forEach((value, index) => bytes.writeDoubleLE(value ?? NaN, index * 8));
  bytes.writeInt32LE(dayOf(deal.createdOn), AT.createdOn);
  bytes.writeInt32LE(dayOf(deal.closedOn), AT.closedOn);
  bytes.writeInt32LE(dayOf(deal.estimatedCloseDate), AT.estimatedClose);
  bytes.writeInt32LE(told.sightings, AT.sightings);
  bytes[AT.status] = place(DEAL_STATUSES, deal.status);
  bytes[AT.dealType] = place(DEAL_TYPES, deal.dealType);
  bytes[AT.direction] = place(DIRECTIONS, deal.direction);
  bytes[AT.stage] = deal.salesStagePercent ?? NO_STAGE;
  bytes[AT.registration] = place(REGISTRATION_STATES, deal.registrationState);
  bytes[AT.solutionsKnown] = deal.solutions === null ? 0 : 1;
  bytes.fill(0, AT.currency, AT.form);
  bytes[AT.form] = FORM;
  bytes.write(deal.currency ?? '', AT.currency, 3, 'latin1');
  return bytes.toString('base64');
}

/** The numbers of many standings, read from their texts one after another. What is not known is null. */
export class PackedStandings {
  /** Characters of one standing in the text. */
  static readonly textLength = (LENGTH / 3) * 4;
  /** How many there are. */
  readonly length: number;
  private readonly view: DataView;

  /**
   * @param text their texts, or its bytes.
   * @throws Error when one of them is of a form that is not known here.
   */
  constructor(text: string | Buffer) {
    const { buffer, byteOffset, byteLength } =
      typeof text === 'string' ? Buffer.from(text, 'base64') : fromBytes(text);
    this.view = new DataView(buffer, byteOffset, byteLength);
    this.length = byteLength / LENGTH;
    if (byteLength % LENGTH !== 0) throw new Error('A row that reports read of a deal is cut off.');
    for (let index = 0; index < this.length; index += 1) {
      const form = this.byte(index, AT.form);
      if (form !== FORM) throw new Error(`A row that reports read of a deal is of the form ${form}.`);
    }
  }

  status(index: number): DealStatus {
    return DEAL_STATUSES[this.byte(index, AT.status) - 1] ?? 'received';
  }

  dealType(index: number): DealType | null {
    return DEAL_TYPES[this.byte(index, AT.dealType) - 1] ?? null;
  }

  direction(index: number): Direction | null {
    return DIRECTIONS[this.byte(index, AT.direction) - 1] ?? null;
  }

  registrationState(index: number): RegistrationState | null {
    return REGISTRATION_STATES[this.byte(index, AT.registration) - 1] ?? null;
  }

  stagePercent(index: number): number | null {
    const percent = this.byte(index, AT.stage);
    return percent === NO_STAGE ? null : percent;
  }

  solutionsKnown(index: number): boolean {
    return this.byte(index, AT.solutionsKnown) === 1;
  }

  currency(index: number): string | null {
    const at = index * LENGTH + AT.currency;
    const [a, b, c] = [this.view.getUint8(at), this.view.getUint8(at + 1), this.view.getUint8(at + 2)];
    return a === 0 ? null : currencyOf(a, b, c);
  }

  /** An instant in epoch ms, or an amount in minor units. */
  number(index: number, field: NumberField): number | null {
    const value = this.view.getFloat64(index * LENGTH + AT[field], true);
    return Number.isNaN(value) ? null : value;
  }

  /** Whether an instant is known and is not before another. */
  reaches(index: number, field: NumberField, end: number): boolean {
    return this.view.getFloat64(index * LENGTH + AT[field], true) >= end;
  }

  /** Whether it is known that a deal was created and had ended before an instant: the midnight that begins a UTC day. */
  isOver(index: number, midnight: number): boolean {
    return (
      isClosed(this.status(index)) &&
      this.isBefore(index, AT.closed, AT.closedOn, midnight) &&
      this.isBefore(index, AT.created, AT.createdOn, midnight)
    );
  }

  /** A date, `YYYY-MM-DD`. */
  date(index: number, field: 'createdOn' | 'closedOn' | 'estimatedClose'): string | null {
    const day = this.view.getInt32(index * LENGTH + AT[field], true);
    return day === NO_DAY ? null : utcDay(day * DAY_MS);
  }

  /** Epoch ms of the first sighting of the deal in each of `SALES_STAGES`; null where there is none. */
  stageEntries(index: number): readonly (number | null)[] {
    const entries: (number | null)[] = [];
    const end = index * LENGTH + AT.createdOn;
    for (let at = index * LENGTH + STAGES; at < end; at += 8) {
      const entry = this.view.getFloat64(at, true);
      entries.push(Number.isNaN(entry) ? null : entry);
    }
    return entries;
  }

  sightings(index: number): number {
    return this.view.getInt32(index * LENGTH + AT.sightings, true);
  }

  /** Whether it is known of a moment that it was before a midnight. */
  private isBefore(index: number, instant: number, day: number, midnight: number): boolean {
    const at = this.view.getFloat64(index * LENGTH + instant, true);
    if (!Number.isNaN(at)) return at < midnight;
    const on = this.view.getInt32(index * LENGTH + day, true);
    return on !== NO_DAY && on * DAY_MS < midnight;
  }

  private byte(index: number, at: number): number {
    return this.view.getUint8(index * LENGTH + at);
  }
}

type NumberField = keyof typeof NUMBERS;

/** Bytes of Base64 that are decoded at a time, a multiple of four: for a longer string V8 asks the system for memory. */
const PIECE = 65_536;

function fromBytes(text: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(Math.floor((text.length * 3) / 4));
  let length = 0;
  for (let start = 0; start < text.length; start += PIECE) {
    length += decoded.write(text.toString('latin1', start, start + PIECE), length, 'base64');
  }
  return decoded.subarray(0, length);
}

function place(words: readonly string[], word: string | null): number {
  return word === null ? 0 : words.indexOf(word) + 1;
}

function dayOf(date: string | null): number {
  const midnight = date === null ? undefined : parseDate(date);
  return midnight === undefined ? NO_DAY : midnight / DAY_MS;
}

/** Names of currencies by their letters: a report meets a few of them a million times. */
const currencies = new Map<number, string>();

function currencyOf(a: number, b: number, c: number): string {
  const key = (a << 16) | (b << 8) | c;
  const known = currencies.get(key);
  if (known !== undefined) return known;
  const code = String.fromCharCode(a, b, c);
  currencies.set(key, code);
  return code;
}
