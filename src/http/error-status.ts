import type { ErrorCode } from '../kernel/errors.js';

/** The HTTP status of each kind of failure: the only place that knows. */
export const ERROR_STATUS: Readonly<Record<ErrorCode, number>> = {
  'not-found': 404,
  'invalid-input': 400,
  'invalid-file': 422,
  'invalid-rules': 422,
  'rule-tests-failed': 422,
  'invalid-configuration': 500,
  conflict: 409,
  'precondition-failed': 412,
  'precondition-required': 428,
  cancelled: 409,
  unavailable: 503,
  internal: 500,
};
