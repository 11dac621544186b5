import { type Command, InvalidArgumentError } from 'commander';
import { type Moment, parseDate, parseInstant, parseMoment } from '../kernel/instants.js';
import type { GlobalOptions } from './context.js';

/** Adds a command with the options that all commands share. */
export function addCommand(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option('--data <dir>', 'folder of the SQLite file and of outputs (else DEALPROOF_DATA, else ./data)')
    .option('--rules <dir>', 'folder of the rule files (else DEALPROOF_RULES, else ./rules)')
    .option('--reports <dir>', 'folder of the saved reports (else DEALPROOF_REPORTS, else ./reports)')
    .option('--json', 'print data for machines');
}

/** Options of a command as commander gives them, with those that all commands share. */
export type CommandOptions<T = unknown> = GlobalOptions & T;

/** A date option. */
export function dateOption(text: string): string {
  if (parseDate(text) === undefined) {
    throw new InvalidArgumentError('Write a date of the calendar as YYYY-MM-DD, for example 2021-06-07.');
  }
  return text;
}

/** An option that counts something: a whole number above 0. */
export function countOption(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write a whole number above 0.');
  return Number(text);
}

/** An instant option, as epoch ms. */
export function instantOption(text: string): number {
  const instant = parseInstant(text);
  if (instant === undefined) {
    throw new InvalidArgumentError(
      'Write an instant with its zone, for example 2021-06-07T10:00:00Z or 2021-06-07T12:00:00+02:00.',
    );
  }
  return instant;
}

/** An option that takes an instant, or a date for the end of that UTC day. */
export function momentOption(text: string): Moment {
  const moment = parseMoment(text);
  if (moment === undefined) {
    throw new InvalidArgumentError(
      'Write an instant with its zone, for example 2021-06-07T10:00:00Z, or a date as 2021-06-07.',
    );
  }
  return moment;
}
