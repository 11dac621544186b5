import type { z } from 'zod';
import type { Problem } from '../kernel/errors.js';
import { shorten } from '../kernel/text.js';
import { wrongValues } from '../kernel/wrong-value.js';

/**
 * What is wrong with the parameters of an address: what a schema refused, and what is there more than once.
 * @param query values by name; a list where a name is there more than once.
 */
export function queryProblems(issues: readonly z.core.$ZodIssue[], query: unknown): readonly Problem[] {
  const repeated = Object.entries(Object(query)).filter(([, value]) => Array.isArray(value));
  const others = issues.filter(({ path }) => !repeated.some(([name]) => name === path[0]));
  return [
    ...wrongValues(others, query).map(withPlus),
    ...repeated.map(([name, values]) => repeatedParameter(`/${name}`, [values].flat())),
  ];
}

/** A parameter that an address has more than once. Which of its values is meant nobody can tell. */
export function repeatedParameter(
  path: string,
  values: readonly unknown[],
  remedy = 'Give it once.',
): Problem {
  return {
    path,
    value: shorten(values.join(', ')),
    message: `It is given ${values.length} times.`,
    remedy,
  };
}

/** What is wrong with an option that is given by name, as it is told of a parameter: by a pointer, in a sentence. */
export function asParameter(problem: Problem): Problem {
  const { path = '', message } = problem;
  return { ...problem, path: `/${path}`, message: /^must\b/.test(message) ? `It ${message}.` : message };
}

/** A time zone’s `+` is a space in the query of an address. */
function withPlus(problem: Problem): Problem {
  return problem.value !== undefined && /T[\d:.]+ \d{2}:?\d{2}$/.test(problem.value)
    ? { ...problem, remedy: `In an address + means a space: write ${problem.value.replace(' ', '%2B')}.` }
    : problem;
}
