/** Characters that a file name must not hold somewhere, be it in a header of a mail or on another system. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}/\\:*?"<>|]+/gu;
const LONGEST = 150;

/**
 * The name that a file of a run is delivered under: its own with the moment that the report speaks of, so that the
 * files of two runs lie side by side, such as `weekly-roi-20211001T060000Z.xlsx`.
 * @param asOf epoch milliseconds UTC.
 */
export function deliveredName(name: string, asOf: number): string {
  const safe = name.replace(UNSAFE, '-').replace(/^[.\s-]+/, '');
  const dot = safe.indexOf('.', 1);
  const [stem, ending] = dot === -1 ? [safe, ''] : [safe.slice(0, dot), safe.slice(dot)];
  const moment = new Date(asOf).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${stem.slice(0, LONGEST)}-${moment}${ending.slice(0, 40)}`;
}

/** The name with a part of the run’s id, for where another file has the name already. */
export function nameOfRun(deliveredAs: string, runId: string): string {
  const dot = deliveredAs.indexOf('.');
  const cut = dot === -1 ? deliveredAs.length : dot;
  return `${deliveredAs.slice(0, cut)}-${runId.slice(0, 8)}${deliveredAs.slice(cut)}`;
}
