import { z } from 'zod';

/** One thing that is wrong, as answers and lists of problems tell it. */
export const problemSchema = z.object({
  file: z.string().optional(),
  row: z.int().optional(),
  column: z.string().optional(),
  line: z.int().optional(),
  lineColumn: z.int().optional(),
  path: z.string().optional(),
  value: z.string().optional(),
  message: z.string(),
  remedy: z.string().optional(),
});
