import type { Problem } from '../../kernel/errors.js';
import { compareText } from '../../kernel/text.js';
import type { Policy } from './policy.js';

/**
 * Active versions of one policy that are in force on the same day: a problem for each such pair, since two
 * verdicts would be right. `file` is `<policy>/<version>.json` of the later one.
 */
export function overlaps(policies: readonly Policy[]): Problem[] {
  const active = policies
    .filter((policy) => policy.status === 'active')
    .toSorted((a, b) => compareText(a.policy, b.policy) || compareStart(a, b));
  return active.flatMap((later, index) =>
    active
      .slice(0, index)
      .filter((earlier) => earlier.policy === later.policy && isInForce(earlier, later.effective.from))
      .map((earlier) => ({
        file: `${later.policy}/${later.version}.json`,
        path: '$.effective',
        message: `Versions “${earlier.version}” and “${later.version}” of “${later.policy}” are both in force on ${later.effective.from}.`,
        remedy: onlyOne(earlier, later),
      })),
  );
}

/** An end written into the file of a version that judges would be refused: activating the next one is what ends it. */
function onlyOne(earlier: Policy, later: Policy): string {
  const { from } = later.effective;
  if (earlier.effective.from === from) {
    return 'Set the new one of the two to "status": "inactive", and let it begin on a later day.';
  }
  return `Set the new one of the two to "status": "inactive", then test and activate it: activating “${later.version}” ends “${earlier.version}” on ${from}.`;
}

/** The active version in force on a UTC day (`YYYY-MM-DD`), or null when there was none. */
export function versionInForce(policies: readonly Policy[], day: string): Policy | null {
  return versionsPossiblyInForce(policies, day, day)[0] ?? null;
}

/**
 * The active versions in force on any of the days from `fromDay` (null: since ever) to `untilDay`, both
 * inclusive, the earliest first. There may be days among them on which none was.
 */
export function versionsPossiblyInForce(
  policies: readonly Policy[],
  fromDay: string | null,
  untilDay: string,
): Policy[] {
  return policies
    .filter(({ status, effective }) => {
      const endsLater = effective.until === null || fromDay === null || effective.until > fromDay;
      return status === 'active' && effective.from <= untilDay && endsLater;
    })
    .toSorted(compareStart);
}

function isInForce({ effective }: Policy, day: string): boolean {
  return effective.from <= day && (effective.until === null || day < effective.until);
}

function compareStart(a: Policy, b: Policy): number {
  return compareText(a.effective.from, b.effective.from) || compareText(a.version, b.version);
}
