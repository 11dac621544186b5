import { TABLE_PLACEMENTS } from '../../src/distribution/domain/table-placements.js';
import { type Level, levelsOf, type Source } from './sql-shape.js';

/** The columns that per-deal tables are distributed by, by table. */
const DISTRIBUTED = new Map(
  TABLE_PLACEMENTS.flatMap(({ table, placement }) =>
    placement.is === 'distributed' ? [[table, placement.by] as const] : [],
  ),
);
const REFERENCE = new Set(
  TABLE_PLACEMENTS.filter(({ placement }) => placement.is === 'reference').map(({ table }) => table),
);

/** Functions that do not give every machine the same answer. */
const UNSTABLE =
  /^(now|current_timestamp|current_date|clock_timestamp|statement_timestamp|transaction_timestamp|random|gen_random_uuid|nextval)$/;

/**
 * What Citus refuses about a statement once the book is distributed, or can only do by bringing a whole distributed
 * table to the coordinator, in words; nothing for a statement it takes. It knows the shapes of this program's
 * statements, not all of SQL: correlation is seen by qualified columns.
 */
export function refusedByCitus(sql: string): readonly string[] {
  const levels = levelsOf(sql);
  if (!touches(levels)) return [];
  return [...new Set(levels.flatMap((level) => [...problemsOf(level, []), ...problemsOfWrite(level)]))];
}

/** The distributed tables that a statement reads or writes. */
export function distributedTables(sql: string): readonly string[] {
  const found = (levels: readonly Level[]): readonly string[] =>
    levels.flatMap((level) => [
      level.target ?? '',
      ...level.sources.flatMap(({ table, selects }) => [table ?? '', ...found(selects)]),
      ...found([...level.asked, ...level.named]),
    ]);
  return [...new Set(found(levelsOf(sql)).filter((table) => DISTRIBUTED.has(table)))];
}

function touches(levels: readonly Level[]): boolean {
  return levels.some(
    ({ target, sources, asked, named }) =>
      DISTRIBUTED.has(target ?? '') || sources.some(isDistributed) || touches([...asked, ...named]),
  );
}

/** Whether the rows of a source are spread; those of a select under `with` are collected first. */
function isDistributed({ table, selects }: Source): boolean {
  return DISTRIBUTED.has(table ?? '') || selects.some(({ sources }) => sources.some(isDistributed));
}

/** A table that is on the coordinator alone: one of the service's own ledgers, or a scratch table of the connection. */
function isLocal({ table, selects }: Source): boolean {
  if (table === null) return selects.some(({ sources }) => sources.some(isLocal));
  return !DISTRIBUTED.has(table) && !REFERENCE.has(table);
}

function problemsOf(level: Level, outer: readonly Level[]): readonly string[] {
  const inside = [...level.asked, ...level.sources.flatMap(({ selects }) => selects)];
  return [
    ...problemsOfWords(level),
    ...problemsOfJoin(level),
    ...level.asked.flatMap((asked) => problemsOfAsking(asked, [level, ...outer])),
    ...inside.flatMap((one) => problemsOf(one, [level, ...outer])),
    ...level.named.flatMap((one) => problemsOf(one, [])),
  ];
}

function problemsOfWords({ words, sources }: Level): readonly string[] {
  const text = words.join(' ');
  const found: string[] = [];
  if (/\bgrouping sets\b|\brollup\b|\bcube\b/.test(text)) found.push('groups by more than one grouping');
  if (/\bwith recursive\b/.test(text)) found.push('is recursive');
  if (/\bfor (no key |key )?(update|share)\b/.test(text) && sources.some(isDistributed))
    found.push('locks rows on many machines');
  return found;
}

function problemsOfWrite(level: Level): readonly string[] {
  const { verb, target, words } = level;
  const column = DISTRIBUTED.get(target ?? '');
  if (column === undefined) return [];
  const found = allWords(level).filter((word) => UNSTABLE.test(word));
  const set = words.slice(words.indexOf('set'), words.includes('where') ? words.indexOf('where') : undefined);
  const moves =
    verb === 'update' &&
    set.some((word, index) => word === column && set[index + 1] === '=' && set[index - 1] !== '.');
  return [
    ...found.map((word) => `writes what ${word} says`),
    // Citus may write the columns in another order than their values, or refuse it.
    ...(verb === 'update' && set[2] === ',' ? ['sets several columns by one select'] : []),
    ...(moves ? [`changes ${column}, by which ${target ?? ''} is distributed`] : []),
  ];
}

function allWords({ words, sources, asked, named }: Level): readonly string[] {
  const inside = [...asked, ...named, ...sources.flatMap(({ selects }) => selects)];
  return [...words, ...inside.flatMap(allWords)];
}

function problemsOfJoin({ sources, equalities, target, verb }: Level): readonly string[] {
  const written: readonly Source[] =
    verb === 'update' && target !== null
      ? [{ table: target, alias: target, join: 'inner', selects: [] }]
      : [];
  const all = [...written, ...sources];
  const found: string[] = [];
  const first = all.findIndex(isDistributed);
  for (const [index, source] of all.entries()) {
    if (!isDistributed(source)) continue;
    if (source.join === 'left' && first === index)
      found.push(`brings all of ${nameOf(source)} to the coordinator, for a left join`);
    if (index > first && !tied(source, all.slice(0, index), equalities))
      found.push(`joins ${nameOf(source)} by something else than the column it is distributed by`);
  }
  return found;
}

function problemsOfAsking(asked: Level, outer: readonly Level[]): readonly string[] {
  const around = outer.flatMap(({ sources, target }) => [
    ...sources,
    ...(target === null ? [] : [{ table: target, alias: target, join: 'inner' as const, selects: [] }]),
  ]);
  if (!dependsOn(asked, around)) return [];
  const names = asked.sources.map(nameOf).join(', ');
  const [inner, spread] = [asked.sources.filter(isDistributed), around.filter(isDistributed)];
  if (inner.length === 0)
    return spread.length > 0 && asked.sources.some(isLocal)
      ? [`asks ${names}, which is local, for every row`]
      : [];
  if (spread.length === 0) return [`asks ${names} for every row of a table that is not distributed`];
  return inner.some((source) => tied(source, spread, asked.equalities))
    ? []
    : [`asks ${names} for every row, but not by the column it is distributed by`];
}

/** Whether a select names a column of what is around it. */
function dependsOn(level: Level, around: readonly Source[]): boolean {
  const own = new Set(level.sources.map(({ alias }) => alias));
  const outer = around.filter(({ alias }) => !own.has(alias));
  if (outer.some(({ alias }) => level.qualifiers.has(alias))) return true;
  return [...level.asked, ...level.sources.flatMap(({ selects }) => selects)].some((one) =>
    dependsOn(one, outer),
  );
}

/** Whether a source has its rows on the same machine as those of one of the others, by an equality of both columns. */
function tied(source: Source, others: readonly Source[], equalities: Level['equalities']): boolean {
  return equalities.some(([a, x, b, y]) => {
    const [own, alias, column] = a === source.alias ? [x, b, y] : [y, a, x];
    const other = others.find((one) => one.alias === alias && isDistributed(one));
    return (
      (a === source.alias || b === source.alias) &&
      other !== undefined &&
      own === columnOf(source) &&
      column === columnOf(other)
    );
  });
}

function columnOf({ table }: Source): string {
  return DISTRIBUTED.get(table ?? '') ?? 'deal_id';
}

function nameOf({ table, alias }: Source): string {
  return table ?? alias;
}
