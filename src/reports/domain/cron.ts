import { Cron } from 'croner';
import type { Problem } from '../../kernel/errors.js';

/** A field of a cron expression: the numbers it may hold, and the words that stand for some of them. */
interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** The first stands for `least`. */
  readonly words: readonly string[];
  readonly example: string;
}

const MINUTE: CronField = { name: 'minute', least: 0, most: 59, words: [], example: '0 or */15' };
const HOUR: CronField = { name: 'hour', least: 0, most: 23, words: [], example: '9 or 8-18' };
const DAY: CronField = {
  name: 'day of month',
  least: 1,
  most: 31,
  words: [],
  example: '1, or L for the last',
};
const MONTH: CronField = {
  name: 'month',
  least: 1,
  most: 12,
  words: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  example: '1,4,7,10 or JAN',
};
// Sunday is 0 and, as in most crons, 7 too.
const WEEKDAY: CronField = {
  name: 'day of week',
  least: 0,
  most: 7,
  words: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
  example: 'MON or 1-5',
};
const FIELDS = [MINUTE, HOUR, DAY, MONTH, WEEKDAY];

const PATH = 'cron';
const FIVE_FIELDS =
  'Write minute, hour, day of month, month and day of week, such as 0 9 * * MON for Mondays at 09:00.';

/**
 * What is wrong with a cron expression; null where it can be used. Taken are numbers, names of months and weekdays,
 * `*`, lists, ranges, steps and `L`, in five fields. Refused is what different crons understand differently: a day of
 * month together with a day of week, steps from a single number, and what comes true on no day of any year.
 */
export function cronProblem(cron: string): Problem | null {
  const parsed = parse(cron);
  if ('message' in parsed) return { path: PATH, value: cron, ...parsed };
  if (new CronTimes(cron).next(ANY_LEAP_CYCLE) !== null) return null;
  return {
    path: PATH,
    value: cron,
    message: 'No year has such a day, so it would never be made.',
    remedy: 'Correct the day or the month; L in place of the day stands for the last one.',
  };
}

/** Wall clocks and calendars are counted in milliseconds as if they were UTC, which has no daylight saving. */
const ANY_LEAP_CYCLE = Date.UTC(2000, 0, 1);

/**
 * The times that a cron expression names on a calendar and a clock on the wall, without any zone: milliseconds as if
 * they were UTC. So the library never sees daylight saving, which it and its like treat in ways of their own.
 */
export class CronTimes {
  private readonly cron: Cron;

  /** @throws TypeError for what `cronProblem` refuses. */
  constructor(cron: string) {
    const parsed = parse(cron);
    if ('message' in parsed) throw new TypeError(`“${cron}” is no schedule: ${parsed.message}`);
    this.cron = new Cron(parsed.plain, { timezone: 'UTC', mode: '5-part', paused: true });
  }

  /** The first time after this one; null where there never is one. */
  next(wall: number): number | null {
    return this.cron.nextRun(new Date(wall))?.getTime() ?? null;
  }

  /** The last time before this one; null where there never was one. */
  previous(wall: number): number | null {
    return this.cron.previousRuns(1, new Date(wall))[0]?.getTime() ?? null;
  }
}

type Wrong = Required<Pick<Problem, 'message' | 'remedy'>>;

/** The expression in numbers alone, or what is wrong with it. */
function parse(cron: string): { readonly plain: string } | Wrong {
  const texts = cron.trim().split(/\s+/);
  if (texts.length !== FIELDS.length) {
    const seconds = texts.length === 6 ? ' Seconds and years are not taken.' : '';
    return {
      message: `It has ${texts.length} field${texts.length === 1 ? '' : 's'} in place of five.${seconds}`,
      remedy: FIVE_FIELDS,
    };
  }
  const fields = FIELDS.map((field, index) => parseField(field, texts[index] ?? ''));
  const wrong = fields.find((field) => typeof field !== 'string');
  if (wrong !== undefined) return wrong;
  if (texts[2] !== '*' && texts[4] !== '*') {
    return {
      message:
        'It gives both a day of month and a day of week, which some crons take for “both” and most for “either”.',
      remedy: 'Put * for one of the two; two saved reports can have a schedule each.',
    };
  }
  return { plain: fields.join(' ') };
}

function parseField(field: CronField, text: string): string | Wrong {
  const items = text.split(',').map((item) => parseItem(field, item));
  const wrong = items.find((item) => typeof item !== 'string');
  return wrong ?? items.join(',');
}

function parseItem(field: CronField, item: string): string | Wrong {
  if (field === DAY && item.toUpperCase() === 'L') return 'L';
  const [, all, first, last, step] = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item) ?? [];
  const wrong = wrongItem(field, item);
  if (step !== undefined && (Number(step) < 1 || Number(step) > field.most - field.least)) return wrong;
  if (all !== undefined) return step === undefined ? '*' : `*/${Number(step)}`;
  const from = numberOf(field, first);
  if (from === null) return wrong;
  // A step from a single number goes to the end in some crons and nowhere in others.
  if (last === undefined) return step === undefined ? String(from) : wrong;
  const end = numberOf(field, last);
  const to = field === WEEKDAY && end === 0 && from > 0 ? 7 : end;
  return to === null || to < from ? wrong : numbers(from, to, Number(step ?? 1)).join(',');
}

function numbers(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function numberOf({ least, most, words }: CronField, text: string | undefined): number | null {
  if (text === undefined) return null;
  const word = words.indexOf(text.toUpperCase());
  if (word >= 0) return least + word;
  const number = /^\d{1,2}$/.test(text) ? Number(text) : -1;
  return number >= least && number <= most ? number : null;
}

function wrongItem({ name, least, most, example }: CronField, item: string): Wrong {
  return {
    message: `“${item}” is no ${name}.`,
    remedy: `Give * or numbers from ${least} to ${most}, such as ${example}; lists 1,3, ranges 1-3 and steps */2 are taken.`,
  };
}
