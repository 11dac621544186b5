import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { DomainError, type Problem } from '../kernel/errors.js';
import { wrongValues } from '../kernel/wrong-value.js';

/** Checks every route parameter that has a zod schema; a wrong one is answered with a pointer to each wrong field. */
@Injectable()
export class RequestValidation implements PipeTransform {
  /** @throws DomainError `invalid-input` that tells each wrong field. */
  async transform(value: unknown, { schema, type, data }: ArgumentMetadata): Promise<unknown> {
    if (!(schema instanceof z.ZodType)) return value;
    const parsed = await schema.safeParseAsync(value);
    if (parsed.success) return parsed.data;
    const problems = wrongValues(parsed.error.issues, value, data).map(type === 'query' ? withPlus : asTold);
    throw new DomainError('invalid-input', 'The request holds wrong values.', problems);
  }
}

function asTold(problem: Problem): Problem {
  return problem;
}

/** A time zone’s `+` is a space in the query of an address. */
function withPlus(problem: Problem): Problem {
  return problem.value !== undefined && /T[\d:.]+ \d{2}:?\d{2}$/.test(problem.value)
    ? { ...problem, remedy: `In an address + means a space: write ${problem.value.replace(' ', '%2B')}.` }
    : problem;
}
