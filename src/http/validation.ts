import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.js';
import { wrongValues } from '../kernel/wrong-value.js';
import { queryProblems } from './query-problems.js';

/** Checks every route parameter that has a zod schema; a wrong one is answered with a pointer to each wrong field. */
@Injectable()
export class RequestValidation implements PipeTransform {
  /** @throws DomainError `invalid-input` that tells each wrong field. */
  async transform(value: unknown, { schema, type, data }: ArgumentMetadata): Promise<unknown> {
    if (!(schema instanceof z.ZodType)) return value;
    const parsed = await schema.safeParseAsync(value);
    if (parsed.success) return parsed.data;
    const { issues } = parsed.error;
    const problems = type === 'query' ? queryProblems(issues, value) : wrongValues(issues, value, data);
    throw new DomainError('invalid-input', 'The request holds wrong values.', problems);
  }
}
