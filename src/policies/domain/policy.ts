import type { Texts } from './texts.js';
import type { FactName, OperatorName } from './vocabulary.js';

/** The value a leaf compares with. Absent only for `isKnown` and `isMissing`. */
export type LeafValue = string | number | boolean | readonly (string | number)[];

/** One comparison of a fact with a value. Instants and dates are ISO 8601 texts, as written in the file. */
export interface Leaf {
  readonly fact: FactName;
  readonly operator: OperatorName;
  readonly value?: LeafValue;
}

/** A condition as an admin wrote it, checked; shared conditions are resolved in place but keep their name. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly condition: string; readonly is: Condition }
  | Leaf;

/** Where a rule comes from, so that a verdict can be defended. */
export interface Source {
  readonly document: string;
  /** `YYYY-MM-DD`. */
  readonly published?: string;
  readonly section?: string;
}

/** What a failing criterion does to a won deal. */
export type OnFail = 'ineligible' | 'at-risk';

/** One named condition of a policy. */
export interface Criterion {
  readonly id: string;
  readonly title: Texts;
  readonly conditions: Condition;
  readonly onFail: OnFail;
  /** Why the deal fails when it does. */
  readonly because: Texts;
  /** What would change it. */
  readonly remedy: Texts;
  readonly source: Source;
}

/** One version of a policy: a dated, ordered set of criteria (at most 50, so that masks stay exact numbers). */
export interface Policy {
  readonly policy: string;
  readonly version: string;
  /** Only active versions judge deals on their own; any version can be asked for by name. */
  readonly status: 'active' | 'inactive';
  /** Half-open days in UTC; `until` null means in force without end. */
  readonly effective: { readonly from: string; readonly until: string | null };
  readonly title: Texts;
  readonly criteria: readonly Criterion[];
  /** `sha256:` and the hex digest of the content. */
  readonly hash: string;
  /**
   * What the version says of a deal, without its status and days, as canonical JSON (keys sorted, no white space);
   * kept for ever with the decisions.
   */
  readonly content: string;
}
