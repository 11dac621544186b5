/** One page of a list in its total order, with where to go on. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; pass it back for the next page. Null on the last page. */
  readonly nextCursor: string | null;
}
