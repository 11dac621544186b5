import type { Places } from '../../kernel/json/places.js';
import { shorten } from '../../kernel/text.js';
import { conditionWords } from '../../policies/domain/condition-words.js';
import type { PolicyCase } from '../../policies/domain/policy-cases.js';
import type { Policy } from '../../policies/domain/policy.js';
import { type ComparisonCoverage, coverageOf } from './coverage.js';
import { Effort } from './find-deal.js';
import { type MutationScore, mutationScore } from './mutation-score.js';
import { noPause, type Pause } from './pause.js';
import { Proposals, type ReadyCase } from './ready-case.js';
import { type CaseFailure, failuresOf, judgeCases } from './run-cases.js';

/** A place in the rule file; line and column are null where the file’s text is not at hand. */
interface Placed {
  readonly path: string;
  readonly line: number | null;
  readonly lineColumn: number | null;
}

/** A comparison that no cases show to matter. */
export interface UnshownComparison extends Placed {
  readonly criterion: string;
  /** The comparison in the words of the rule file. */
  readonly comparison: string;
  /** As in `ComparisonCoverage`. */
  readonly state: 'not-shown' | 'redundant' | 'undecided';
  /** What no case shows, each with a case that would; null where the search for one grew too long. */
  readonly missing: readonly { readonly comesOut: 'pass' | 'fail'; readonly add: ReadyCase | null }[];
}

/** A mutant that no case finds. */
export interface UnfoundMutant extends Placed {
  readonly change: string;
  /** A case that would find it; null where the search for one grew too long, so that there may be nothing to find. */
  readonly add: ReadyCase | null;
}

/** What the test of one policy version came to. */
export interface RuleTestReport {
  readonly policy: string;
  readonly version: string;
  /** Whether there are cases and all of them come out as expected; coverage and mutants do not count. */
  readonly passed: boolean;
  readonly cases: number;
  readonly failures: readonly CaseFailure[];
  readonly coverage: {
    /** Comparisons that can matter: all but the redundant ones. */
    readonly comparisons: number;
    readonly shown: number;
    readonly unshown: readonly UnshownComparison[];
  };
  readonly mutation: {
    /** Mutants that are not known to say the same as the original. */
    readonly mutants: number;
    readonly found: number;
    /** Mutants left out of the count since they say the same of every deal. */
    readonly equivalent: number;
    /** Entries of long lists whose loss was not tried. */
    readonly entriesLeftOut: number;
    readonly unfound: readonly UnfoundMutant[];
  };
}

/**
 * Tests a policy version by its cases: whether they come out, by the rule engine; whether they show of every
 * comparison that it matters; and how many slips of the pen they would find.
 * @param places where the values of its rule file stand.
 * @param pause taken between cases, comparisons and mutants: thousands of them would stop a whole service.
 * @throws DomainError `invalid-input` for a case without a deal status.
 */
export async function testPolicy(
  policy: Policy,
  cases: readonly PolicyCase[],
  places: Places,
  pause: Pause = noPause,
): Promise<RuleTestReport> {
  const judged = await judgeCases(policy, cases, pause);
  const failures = failuresOf(judged);
  const effort = new Effort();
  const coverage = await coverageOf(policy, judged, effort, pause);
  const score = await mutationScore(policy, judged, effort, pause);
  const proposals = new Proposals(
    policy,
    cases.map(({ name }) => name),
  );
  const unshown = unshownOf(coverage, proposals, places);
  const unfound = unfoundOf(score, proposals, places);
  return {
    policy: policy.policy,
    version: policy.version,
    passed: cases.length > 0 && failures.length === 0,
    cases: cases.length,
    failures,
    coverage: {
      comparisons: coverage.filter(({ state }) => state !== 'redundant').length,
      shown: coverage.filter(({ state }) => state === 'shown').length,
      unshown,
    },
    mutation: {
      mutants: score.found + unfound.length,
      found: score.found,
      equivalent: score.equivalent,
      entriesLeftOut: score.entriesLeftOut,
      unfound,
    },
  };
}

function unshownOf(
  coverage: readonly ComparisonCoverage[],
  proposals: Proposals,
  places: Places,
): readonly UnshownComparison[] {
  return coverage.flatMap(({ criterion, path, comparison, state, missing }): UnshownComparison[] =>
    state === 'shown'
      ? []
      : [
          {
            criterion,
            ...placed(path, places),
            comparison: shorten(conditionWords(comparison), 100),
            state,
            missing: missing.map(({ comesOut, facts }) => ({
              comesOut,
              add: facts === null ? null : proposals.of(facts),
            })),
          },
        ],
  );
}

function unfoundOf(
  { survivors, undecided }: MutationScore,
  proposals: Proposals,
  places: Places,
): readonly UnfoundMutant[] {
  return [
    ...survivors.map(({ mutant, facts }) => ({
      ...placed(mutant.path, places),
      change: mutant.change,
      add: proposals.finding(mutant, facts),
    })),
    ...undecided.map(({ path, change }) => ({ ...placed(path, places), change, add: null })),
  ];
}

function placed(path: string, places: Places): Placed {
  const place = places.get(path);
  return { path, line: place?.line ?? null, lineColumn: place?.lineColumn ?? null };
}
