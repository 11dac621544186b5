/** Items by key, keys in order of first appearance, items in their own order. */
export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** The texts without repeats, in order of first appearance. */
export function unique(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)];
}

/** The last item of each key, in order of the keys' first appearance. */
export function uniqueBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  if (items.length < 2) return items;
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
