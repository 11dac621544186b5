/**
 * What kind of failure it is. `http/error-status.ts` and `cli/exit-codes.ts` each map these their own way;
 * nothing here knows of either.
 */
export type ErrorCode =
  | 'not-found'
  | 'invalid-input'
  | 'invalid-file'
  | 'invalid-rules'
  | 'rule-tests-failed'
  | 'invalid-configuration'
  | 'conflict'
  | 'precondition-failed'
  | 'precondition-required'
  | 'cancelled'
  | 'unavailable'
  | 'internal';

/** Where in the input a problem lies. Every part is optional; `row` and `line` count from 1. */
export interface Place {
  readonly file?: string;
  /** Row of a table as a spreadsheet shows it: the header is row 1. */
  readonly row?: number;
  readonly column?: string;
  readonly line?: number;
  readonly lineColumn?: number;
  /** JSON path or JSON pointer. */
  readonly path?: string;
  /** The offending value as it was read, shortened if long. */
  readonly value?: string;
}

/** One thing that is wrong with an input: what, where, and what to do about it. */
export interface Problem extends Place {
  readonly message: string;
  readonly remedy?: string;
}

/** An expected failure with a code and, where input was at fault, the problems found in it. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly problems: readonly Problem[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Renders a problem as one line: `file:row column «value»: message. remedy`. */
export function formatProblem(problem: Problem): string {
  return lineOf(problem, [sentence(problem.message), problem.remedy]);
}

/** An error as lines: its message, then its problems. What the message says is not said again below it. */
export function formatError({ message, problems }: DomainError): readonly string[] {
  const lines = problems.map((problem) =>
    problem.message === message ? lineOf(problem, [problem.remedy]) : formatProblem(problem),
  );
  return [message, ...lines.filter((line) => line !== '').map((line) => `  ${line}`)];
}

function lineOf(problem: Problem, told: readonly (string | undefined)[]): string {
  const place = [
    problem.file,
    problem.line === undefined ? undefined : `line ${problem.line}:${problem.lineColumn ?? 1}`,
    problem.row === undefined ? undefined : `row ${problem.row}`,
    problem.column === undefined ? undefined : `column “${problem.column}”`,
    problem.path,
    problem.value === undefined ? undefined : `value “${problem.value}”`,
  ].filter((part) => part !== undefined);
  const words = told.filter((part) => part !== undefined).join(' ');
  return [place.join(', '), words].filter((part) => part !== '').join(': ');
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
