import { z } from 'zod';
import { DomainError } from '../kernel/errors.js';

/** Query parameters of a list. */
export const pagingSchema = z.strictObject({
  cursor: z
    .string()
    .max(1000)
    .refine((text) => !text.includes('\0'), 'must not hold NUL')
    .optional()
    .describe('Where the page before ended: its nextCursor.'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('How many at most.'),
});

/** A page of `item`s as it is answered. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Give it as cursor for the next page; null on the last.'),
  });
}

/** An id as a part of a path. NUL is in no id, and PostgreSQL refuses it in any text. */
export const idSchema = z
  .string()
  .min(1)
  .max(200)
  .refine((id) => !id.includes('\0'), 'must not hold NUL');

/**
 * The number that the cursor of a numbered list stands for; null where the list is read from its start.
 * @throws DomainError `invalid-input` for a text that is no cursor of such a list.
 */
export function numberOfCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new DomainError('invalid-input', 'The request holds wrong values.', [
    {
      path: '/cursor',
      value: cursor,
      message: 'It is no cursor of this list.',
      remedy: 'Give the nextCursor of the page before.',
    },
  ]);
}
