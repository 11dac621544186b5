import type { DealStatus, DealType, Direction, MicrosoftStatus } from '../../../deals/domain/deal.js';
import type { Outcome } from '../../../policies/domain/outcome.js';
import type { AllTexts } from '../../../policies/domain/texts.js';
import type { Incentive, OperatorName } from '../../../policies/domain/vocabulary.js';
import type { PlainReason } from '../missing-reason.js';

/** Words for the values of the facts that have a closed list of them, by fact. */
interface ValueWords {
  readonly dealType: Readonly<Record<DealType, string>>;
  readonly direction: Readonly<Record<Direction, string>>;
  readonly status: Readonly<Record<DealStatus, string>>;
  readonly microsoftStatus: Readonly<Record<MicrosoftStatus, string>>;
  readonly incentiveTags: Readonly<Record<Incentive, string>>;
}

/** Everything an explanation says of its own, in one language: rule files and the fact catalogue bring the rest. */
export interface ExplanationWords {
  readonly language: keyof AllTexts;
  /** What an answer begins with. */
  readonly outcomes: Readonly<Record<Outcome, string>>;
  /** Between a heading and what it introduces, with the white space that follows. */
  readonly colon: string;
  /** Headings, without the colon. */
  readonly why: string;
  readonly remedy: string;
  readonly rule: string;
  readonly source: string;
  readonly missing: string;
  readonly toldBy: string;
  /** Which version judged: the policy, its version and the instant. */
  readonly judgedBy: (by: string) => string;
  readonly noVersion: string;
  /** Groups of conditions, without the colon. */
  readonly all: string;
  readonly any: string;
  readonly not: string;
  /** A comparison: what the fact is called, what is claimed of it and what was found. */
  readonly comparison: (label: string, claim: string, found: string) => string;
  /** What each operator claims of a fact. */
  readonly claims: Readonly<Record<OperatorName, (wanted: string) => string>>;
  /** A text or code within a sentence. */
  readonly quoted: (text: string) => string;
  /** Between the entries of a list. */
  readonly comma: string;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  readonly empty: string;
  readonly notKnown: string;
  readonly between: (from: string, to: string) => string;
  /** A list of which only these entries are known. */
  readonly perhapsMore: (list: string) => string;
  readonly decimalMark: '.' | ',';
  readonly hours: string;
  readonly minutes: string;
  readonly seconds: string;
  readonly percent: (number: string) => string;
  readonly usDollars: (number: string) => string;
  /** Why a fact is not known. */
  readonly reasons: Readonly<Record<PlainReason, string>>;
  readonly onlyBounds: (range: string) => string;
  readonly onlyInPart: (reason: string) => string;
  /** No rate for a currency in any of the months from one to another (`YYYY-MM`). */
  readonly noRate: (currency: string, from: string, until: string) => string;
  readonly notCatalogued: (solutions: string) => string;
  /** What the codes of rule files are called; null: the codes themselves, for who writes rules. */
  readonly values: ValueWords | null;
}
