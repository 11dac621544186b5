import { z } from 'zod';

/** Query parameters of a list. */
export const pagingSchema = z.object({
  cursor: z.string().max(1000).optional().describe('Where the page before ended: its nextCursor.'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('How many at most.'),
});

/** A page of `item`s as it is answered. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Give it as cursor for the next page; null on the last.'),
  });
}
