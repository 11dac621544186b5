import type { Policy } from '../../../policies/domain/policy.js';
import { versionInForce, versionsPossiblyInForce } from '../../../policies/domain/select-version.js';

/** The versions that may judge a deal won from some day on. */
export interface Calendar {
  readonly policies: readonly Policy[];
  /** The version that judges a deal won on a UTC day (`YYYY-MM-DD`); null when none does. */
  readonly on: (day: string) => Policy | null;
}

const LAST_DAY = '9999-12-31';

/** The active versions by their dates, from a UTC day (`YYYY-MM-DD`) on. */
export function calendarFrom(day: string, policies: readonly Policy[]): Calendar {
  return {
    policies: versionsPossiblyInForce(policies, day, LAST_DAY),
    on: (later) => versionInForce(policies, later),
  };
}

/** A version that somebody asked for by name, whatever the day. */
export function alwaysBy(policy: Policy): Calendar {
  return { policies: [policy], on: () => policy };
}
