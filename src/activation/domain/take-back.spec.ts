import { describe, expect, it } from '@jest/globals';
import type { RuleSet, RuleSetMember } from '../../policies/domain/rule-set.js';
import { lastActivation, membersWithout } from './take-back.js';

const member = (version: string, until: string | null = null, hash = version): RuleSetMember => ({
  policy: 'deal-registration',
  version,
  hash,
  effective: { from: version, until },
  textSha256: `${hash} ${until}`,
});

const set = (
  ruleSetId: number,
  action: RuleSet['action'],
  version: string | null,
  ...members: readonly RuleSetMember[]
): RuleSet => ({
  ruleSetId,
  action,
  version,
  by: 'Ada',
  recordedAt: ruleSetId,
  digest: '',
  files: [],
  impact: null,
  members,
});

const LOADED = set(1, 'loaded', null, member('2021-01'));
const FIRST = set(2, 'activated', '2021-02', member('2021-01', '2021-02'), member('2021-02'));
const SECOND = set(
  3,
  'activated',
  '2021-03',
  member('2021-01', '2021-02'),
  member('2021-02', '2021-03'),
  member('2021-03'),
);

describe('the activation to take back next', () => {
  it('is the last that was not taken back yet, whatever lies between', () => {
    const undone = set(4, 'rolled-back', '2021-03', ...FIRST.members);
    const again = set(5, 'activated', '2021-03', ...SECOND.members);
    const log = [LOADED, FIRST, SECOND, undone, again, set(6, 'rolled-back', '2021-03', ...FIRST.members)];
    const next = log.map((_, index) => lastActivation(log.slice(0, index + 1).toReversed())?.ruleSetId);
    expect(next).toEqual([undefined, 2, 3, 2, 5, 2]);
    expect(
      lastActivation([set(7, 'rolled-back', '2021-02', ...LOADED.members), ...log.toReversed()]),
    ).toBeNull();
  });
});

describe('the versions once an activation is taken back', () => {
  it('are those of before it', () => {
    expect(membersWithout(SECOND, FIRST, SECOND)).toEqual(FIRST.members);
    expect(membersWithout(FIRST, LOADED, FIRST)).toEqual(LOADED.members);
  });

  it('keep what was changed since, unless the activation had changed the same', () => {
    const edited = set(4, 'edited', null, member('2021-01', '2021-02', 'x'), ...SECOND.members.slice(1));
    expect(membersWithout(SECOND, FIRST, edited)).toEqual([
      member('2021-01', '2021-02', 'x'),
      member('2021-02'),
    ]);
    const ended = set(4, 'edited', null, ...SECOND.members.slice(0, 2), member('2021-03', '2021-09'));
    expect(() => membersWithout(SECOND, FIRST, ended)).toThrow('The activation cannot be taken back.');
  });
});
