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
 * Where each number stands in the bytes of a standing: asked for by its place, since looking the place up by a name takes
 * longer than reading it, and reports read millions. Instants, amounts and counts are 64-bit floats, NaN for null;
 * dates are days since 1970 as 32-bit integers; words are their place in the list of them plus 1, 0 for null. The
 * length is a multiple of three, so that standings one after another are one Base64 text.
 *
 * Rows that are in books are of this form. Whoever changes it, or the order of one of the lists of words, counts `FORM`
 * up and notes all deals as due (`standings_due`) in a migration, so that their rows are made anew.
 */
export const NUMBER_AT = {
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
/** Where dates stand. */
export const DATE_AT = { createdOn: 136, closedOn: 140, estimatedClose: 144 } as const;
const AT = {
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

const packed = Buffer.alloc(LENGTH);

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
  numbers.forEach((value, index) => packed.writeDoubleLE(value ?? NaN, index * 8));
  packed.writeInt32LE(dayOf(deal.createdOn), DATE_AT.createdOn);
  packed.writeInt32LE(dayOf(deal.closedOn), DATE_AT.closedOn);
  packed.writeInt32LE(dayOf(deal.estimatedCloseDate), DATE_AT.estimatedClose);
  packed.writeInt32LE(told.sightings, AT.sightings);
  packed[AT.status] = place(DEAL_STATUSES, deal.status);
  packed[AT.dealType] = place(DEAL_TYPES, deal.dealType);
  packed[AT.direction] = place(DIRECTIONS, deal.direction);
  packed[AT.stage] = deal.salesStagePercent ?? NO_STAGE;
  packed[AT.registration] = place(REGISTRATION_STATES, deal.registrationState);
  packed[AT.solutionsKnown] = deal.solutions === null ? 0 : 1;
  packed.fill(0, AT.currency, AT.form);
  packed[AT.form] = FORM;
  packed.write(deal.currency ?? '', AT.currency, 3, 'latin1');
  return packed.toString('base64');
}

/** The numbers of many standings, read from their texts one after another. What is not known is null. */
export class PackedStandings {
  /** Characters of one standing in the text. */
  static readonly textLength = (LENGTH / 3) * 4;
  /** Bytes of one standing. */
  static readonly size = LENGTH;
  /** How many there are. */
  readonly length: number;
  private readonly view: DataView;

  /**
   * @param bytes of the standings, `size` of each, one after another.
   * @throws Error when one of them is of a form that is not known here.
   */
  constructor(readonly bytes: Buffer) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.length = bytes.length / LENGTH;
    if (bytes.length % LENGTH !== 0) throw new Error('A row that reports read of a deal is cut off.');
    for (let index = 0; index < this.length; index += 1) {
      const form = this.byte(index, AT.form);
      if (form !== FORM) throw new Error(`A row that reports read of a deal is of the form ${form}.`);
    }
  }

  /**
   * @param text their texts one after another (`packStanding`), or its bytes.
   * @throws Error as the constructor.
   */
  static of(text: string | Buffer): PackedStandings {
    return new PackedStandings(typeof text === 'string' ? Buffer.from(text, 'base64') : fromBytes(text));
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
  number(index: number, at: NumberAt): number | null {
    const value = this.view.getFloat64(index * LENGTH + at, true);
    return Number.isNaN(value) ? null : value;
  }

  /** Whether an instant is known and is not before another. */
  reaches(index: number, at: NumberAt, end: number): boolean {
    return this.view.getFloat64(index * LENGTH + at, true) >= end;
  }

  /** Whether it is known that a deal was created and had ended before an instant: the midnight that begins a UTC day. */
  isOver(index: number, midnight: number): boolean {
    return (
      isClosed(this.status(index)) &&
      this.isBefore(index, NUMBER_AT.closed, DATE_AT.closedOn, midnight) &&
      this.isBefore(index, NUMBER_AT.created, DATE_AT.createdOn, midnight)
    );
  }

  /** A date, `YYYY-MM-DD`. */
  date(index: number, at: DateAt): string | null {
    const day = this.view.getInt32(index * LENGTH + at, true);
    return day === NO_DAY ? null : utcDay(day * DAY_MS);
  }

  /** Epoch ms of the first sighting of the deal in one of `SALES_STAGES`, by its place there; null where there is none. */
  stageEntry(index: number, stage: number): number | null {
    const entry = this.view.getFloat64(index * LENGTH + STAGES + stage * 8, true);
    return Number.isNaN(entry) ? null : entry;
  }

  sightings(index: number): number {
    return this.view.getInt32(index * LENGTH + AT.sightings, true);
  }

  /** Whether it is known of a moment that it was before a midnight. */
  private isBefore(index: number, instant: NumberAt, day: DateAt, midnight: number): boolean {
    const at = this.view.getFloat64(index * LENGTH + instant, true);
    if (!Number.isNaN(at)) return at < midnight;
    const on = this.view.getInt32(index * LENGTH + day, true);
    return on !== NO_DAY && on * DAY_MS < midnight;
  }

  private byte(index: number, at: number): number {
    return this.view.getUint8(index * LENGTH + at);
  }
}

type NumberAt = (typeof NUMBER_AT)[keyof typeof NUMBER_AT];
type DateAt = (typeof DATE_AT)[keyof typeof DATE_AT];

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
