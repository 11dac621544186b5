import type { ErrorCode } from '../kernel/errors.js';

/** Everything was done. */
export const DONE = 0;
/** The work failed. */
export const FAILED = 1;
/** Wrong usage, or input that is wrong in whole or in part. */
export const WRONG_INPUT = 2;
/** The rule files are wrong. */
export const RULES_INVALID = 3;
/** The rule files’ own cases do not come out. */
export const RULE_TESTS_FAILED = 4;

/** The exit code of each kind of failure: the only place that knows. */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  'not-found': WRONG_INPUT,
  'invalid-input': WRONG_INPUT,
  'invalid-file': WRONG_INPUT,
  'invalid-rules': RULES_INVALID,
  'rule-tests-failed': RULE_TESTS_FAILED,
  'invalid-configuration': WRONG_INPUT,
  conflict: FAILED,
  'precondition-failed': FAILED,
  'precondition-required': FAILED,
  cancelled: FAILED,
  unavailable: FAILED,
  internal: FAILED,
};
