import type { Problem } from '../../kernel/errors.js';
import { compareText } from '../../kernel/text.js';
import type { Policy } from '../../policies/domain/policy.js';
import { overlaps, versionInForce } from '../../policies/domain/select-version.js';

/** The rules as they would be from the moment a draft was activated. */
export interface RulesUnderDraft {
  /** The versions in force then, the draft among them. */
  readonly policies: readonly Policy[];
  /** The draft as an active version. */
  readonly draft: Policy;
  /** The version that the draft takes over from, as it is now; null where none is in force on the draft's first day. */
  readonly predecessor: Policy | null;
}

/** The rules under a draft, or what keeps it from being put in force. */
export type DraftInForce =
  | { readonly rules: RulesUnderDraft; readonly problems: readonly [] }
  | { readonly rules: null; readonly problems: readonly Problem[] };

/**
 * Puts a draft in force: from its first day on it judges in place of the version in force on that day, which ends
 * there. A day that some version judges now must not be left without one, nor get two.
 * @param file the draft's file, for the problems.
 */
export function putInForce(inForce: readonly Policy[], draft: Policy, file: string): DraftInForce {
  const active: Policy = { ...draft, status: 'active' };
  const predecessor = versionInForce(inForce, draft.effective.from);
  const problems = refusals(inForce, active, predecessor).map((problem) => ({ file, ...problem }));
  if (problems.length > 0) return { rules: null, problems };
  const policies = [...inForce.filter((policy) => policy !== predecessor), active];
  if (predecessor !== null) policies.push(endedOn(predecessor, draft.effective.from));
  return { rules: { policies, draft: active, predecessor }, problems: [] };
}

function refusals(inForce: readonly Policy[], draft: Policy, predecessor: Policy | null): readonly Problem[] {
  const { version, effective } = draft;
  if (inForce.some((policy) => policy.version === version)) {
    return [
      {
        path: '$.version',
        message: `A version “${version}” is in force already.`,
        remedy:
          'Copy the file to a new one that is named after a new version, and set "version" to that name.',
      },
    ];
  }
  if (predecessor?.effective.from === effective.from) {
    return [
      {
        path: '$.effective.from',
        message: `Version “${predecessor.version}” begins on ${effective.from} too, so the draft would leave it no day.`,
        remedy: 'Let the draft begin on a later day.',
      },
    ];
  }
  return [...gaps(draft, predecessor), ...collisions(inForce, draft, predecessor)];
}

/** The draft ends while its predecessor would have gone on: the days after it would have no version. */
function gaps({ effective }: Policy, predecessor: Policy | null): readonly Problem[] {
  if (predecessor === null || effective.until === null) return [];
  const { until } = predecessor.effective;
  if (until !== null && until <= effective.until) return [];
  return [
    {
      path: '$.effective.until',
      message: `The draft ends on ${effective.until}, and no version would be in force from then on; “${predecessor.version}” now is${until === null ? '' : ` until ${until}`}.`,
      remedy: `Set "until" to ${until === null ? 'null' : `"${until}"`}.`,
    },
  ];
}

/** Versions that begin while the draft is in force. */
function collisions(
  inForce: readonly Policy[],
  draft: Policy,
  predecessor: Policy | null,
): readonly Problem[] {
  const others = inForce.filter((policy) => policy !== predecessor);
  const next = others
    .filter((policy) => overlaps([policy, draft]).length > 0)
    .toSorted((a, b) => compareText(a.effective.from, b.effective.from))
    .at(0);
  if (next === undefined) return [];
  const { from } = next.effective;
  return [
    {
      path: '$.effective',
      message: `The draft would still be in force when version “${next.version}” begins on ${from}.`,
      remedy: `Set "until" to "${from}", or let the draft begin after “${next.version}”.`,
    },
  ];
}

function endedOn(policy: Policy, until: string): Policy {
  return { ...policy, effective: { ...policy.effective, until } };
}
