import { StandardSchemaValidationPipe } from '@nestjs/common';
import { DomainError, type Problem } from '../kernel/errors.js';

type IssuesHandler = NonNullable<
  NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']
>;

const toError: IssuesHandler = (issues) => {
  const problems = issues.map((issue): Problem => {
    const keys = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    return {
      path: `/${keys.join('/')}`,
      message: issue.message,
      remedy: 'See /api/docs for what is allowed.',
    };
  });
  return new DomainError('invalid-input', 'The request holds wrong values.', problems);
};

/** Checks every route parameter that has a zod schema; a wrong one is answered with a pointer to each wrong field. */
export function requestValidation(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: toError });
}
