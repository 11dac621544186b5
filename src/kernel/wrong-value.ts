import type { z } from 'zod';
import type { Problem } from './errors.js';
import { nearest } from './nearest.js';
import { shorten } from './text.js';

type Issue = z.core.$ZodIssue;

/** What each type of value is called, and how it is written. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in square brackets',
  object: 'an object in braces',
  record: 'an object in braces',
};

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a date of the calendar, such as 2021-06-07',
  datetime: 'an instant in UTC, such as 2021-06-07T10:00:00Z',
  email: 'an address of e-mail, such as ana@example.com',
  url: 'an address such as https://example.com/hook',
};

/**
 * What is wrong with a value that a schema refused, in words: what was given, where, and what is needed.
 * @param input the whole value that was checked.
 * @param under the name of what the value itself is, where it has one, such as a parameter.
 */
export function wrongValues(issues: readonly Issue[], input: unknown, under?: string): readonly Problem[] {
  const root = under === undefined ? [] : [under];
  return issues.flatMap((issue) => problemsOf(issue, input, root));
}

function problemsOf(issue: Issue, input: unknown, root: readonly string[]): readonly Problem[] {
  const keys = issue.path.map(String);
  const given = valueAt(input, keys);
  const path = pointer([...root, ...keys]);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pointer([...root, ...keys, key]),
      message: 'There is no such field.',
      remedy: 'Leave it out, or correct its name; /api/docs has those there are.',
    }));
  }
  // Of the forms that a value may have the last is the one that is written in addresses.
  const [last] = issue.code === 'invalid_union' ? issue.errors.slice(-1) : [];
  if (last !== undefined && last.length > 0) {
    return last.flatMap((inner) =>
      problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, input, root),
    );
  }
  const shown = typeof given === 'object' || given === undefined ? {} : { value: shorten(String(given)) };
  const wanted = wantedBy(issue);
  if (given === undefined) {
    const message = path === '/' ? 'The request has no body.' : 'It is missing.';
    return [{ path, message, remedy: wanted === null ? 'Give it.' : `Give ${wanted}.` }];
  }
  if (issue.code === 'invalid_value') {
    return [{ path, ...shown, message: 'There is no such value.', remedy: choice(given, issue.values) }];
  }
  if (wanted !== null) {
    const message = given === '' ? 'It is empty.' : `It is not ${wanted}.`;
    return [{ path, ...shown, message, remedy: `Give ${wanted}.` }];
  }
  const message = /^must\b/.test(issue.message) ? `It ${issue.message}.` : issue.message;
  return [{ path, ...shown, message, remedy: 'See /api/docs for what is allowed.' }];
}

function choice(given: unknown, values: readonly unknown[]): string {
  const there = values.map(String);
  const meant = nearest(String(given), there);
  return `${meant === undefined ? '' : `Did you mean ${meant}? `}Give ${oneOf(there)}.`;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values.join() : `one of ${values.join(', ')}`;
}

/** What would have been right, in words; null where the schema says it in words of its own. */
export function wantedBy(issue: Issue): string | null {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? null;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_format':
      return FORMATS[issue.format] ?? null;
    case 'too_small':
      return sizeText(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return sizeText(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    default:
      return null;
  }
}

function sizeText(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') {
    return bound === 'at least' && Number(limit) === 1 ? 'a text' : `a text of ${bound} ${limit} characters`;
  }
  return origin === 'array' ? `a list of ${bound} ${limit}` : `a number of ${bound} ${limit}`;
}

/** A JSON pointer (RFC 6901). */
function pointer(keys: readonly string[]): string {
  return `/${keys.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null ? new Map(Object.entries(found)).get(key) : undefined,
    value,
  );
}
