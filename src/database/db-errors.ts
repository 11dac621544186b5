/**
 * A driver's error without the statement and its bindings: knex puts the whole of them, a megabyte of customers'
 * data for a batch, into the message. The driver's own words come after the last ` - `.
 */
export function withoutBindings(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const cut = error.message.lastIndexOf(' - ');
  if (cut < 0) return error;
  const cause: unknown = error.cause;
  const clean = new Error(`The database refused a statement: ${error.message.slice(cut + 3)}`, { cause });
  return Object.assign(clean, { code: error.code });
}
