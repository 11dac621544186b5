import { describe, expect, it } from '@jest/globals';
import { POLICY_TEXT } from '../../../test/support/policy-text.js';
import { parsePolicy } from './parse-policy.js';
import type { Policy } from './policy.js';
import { overlaps, versionInForce, versionsPossiblyInForce } from './select-version.js';

function version(from: string, until: string | null, more: Partial<Policy> = {}): Policy {
  const { policy } = parsePolicy(POLICY_TEXT, '2021-05-07.json');
  if (policy === null) throw new Error('The sample policy is not valid');
  return { ...policy, version: from, effective: { from, until }, ...more };
}

const september = version('2020-09-22', '2021-02-03');
const february = version('2021-02-03', '2021-05-07');
const may = version('2021-05-07', null);
const august = version('2021-08-20', null, { status: 'inactive' });
const all = [august, may, september, february];

describe('the version in force', () => {
  it.each([
    ['2020-09-21', undefined],
    ['2020-09-22', '2020-09-22'],
    ['2021-02-02', '2020-09-22'],
    ['2021-02-03', '2021-02-03'],
    ['2021-05-06', '2021-02-03'],
    ['2021-05-07', '2021-05-07'],
    ['2021-08-20', '2021-05-07'],
    ['2999-12-31', '2021-05-07'],
  ])('on %s is %s', (day, name) => {
    expect(versionInForce(all, day)?.version).toBe(name);
  });
});

describe('the versions possibly in force', () => {
  it.each([
    ['2021-02-02', '2021-02-03', ['2020-09-22', '2021-02-03']],
    ['2021-02-03', '2021-05-06', ['2021-02-03']],
    ['2021-01-01', '2021-12-31', ['2020-09-22', '2021-02-03', '2021-05-07']],
    [null, '2021-02-03', ['2020-09-22', '2021-02-03']],
    [null, '2020-09-21', []],
    ['2030-01-01', '2030-01-01', ['2021-05-07']],
  ])('from %s to %s are %j', (from, until, names) => {
    expect(versionsPossiblyInForce(all, from, until).map((policy) => policy.version)).toEqual(names);
  });

  it('leave out a version that ended when the days begin', () => {
    expect(versionsPossiblyInForce([september], '2021-02-03', '2021-02-04')).toEqual([]);
  });
});

describe('overlapping versions', () => {
  it('are not those that follow one another, those inactive, or those of another policy', () => {
    const other = version('2021-01-01', null, { policy: 'azure-consumption' });
    expect(overlaps([...all, other])).toEqual([]);
  });

  it('are told in pairs, wherever the later one begins within the earlier one', () => {
    const activated = { ...august, status: 'active' } satisfies Policy;
    const early = version('2021-05-06', '2021-05-08');
    expect(overlaps([activated, ...all, early]).map((problem) => problem.message)).toEqual([
      'Versions “2021-02-03” and “2021-05-06” of “deal-registration” are both in force on 2021-05-06.',
      'Versions “2021-05-06” and “2021-05-07” of “deal-registration” are both in force on 2021-05-07.',
      'Versions “2021-05-07” and “2021-08-20” of “deal-registration” are both in force on 2021-08-20.',
    ]);
    expect(overlaps([activated, may])).toEqual([
      {
        file: 'deal-registration/2021-08-20.json',
        path: '$.effective',
        message:
          'Versions “2021-05-07” and “2021-08-20” of “deal-registration” are both in force on 2021-08-20.',
        remedy:
          'Set the new one of the two to "status": "inactive", then test and activate it: activating “2021-08-20” ends “2021-05-07” on 2021-08-20.',
      },
    ]);
  });

  it('are also two that begin on the same day', () => {
    const twin = version('2021-05-07', '2021-05-08', { version: '2021-05-07-b' });
    expect(overlaps([twin, may]).map(({ remedy }) => remedy)).toEqual([
      'Set the new one of the two to "status": "inactive", and let it begin on a later day.',
    ]);
  });
});
