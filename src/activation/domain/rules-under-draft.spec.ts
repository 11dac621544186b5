import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aPolicy } from '../../../test/support/a-policy.js';
import { DAY_MS, utcDay } from '../../kernel/instants.js';
import type { Policy } from '../../policies/domain/policy.js';
import { versionInForce, versionsPossiblyInForce } from '../../policies/domain/select-version.js';
import { putInForce } from './rules-under-draft.js';

const version = (name: string, from: string, until: string | null, told: Partial<Policy> = {}): Policy =>
  aPolicy([], { version: name, effective: { from, until }, ...told });

const FIRST = version('first', '2021-01-01', '2021-05-01');
const SECOND = version('second', '2021-05-01', null);
const draft = (from: string, until: string | null = null): Policy =>
  version('draft', from, until, { status: 'inactive' });

function refusals(inForce: readonly Policy[], proposed: Policy): readonly string[] {
  return putInForce(inForce, proposed, 'draft.json').problems.map(
    ({ path, message, remedy }) => `${path} ${message} ${remedy}`,
  );
}

describe('the rules under a draft', () => {
  it('end the version in force on its first day there, and leave the others', () => {
    const { rules } = putInForce([FIRST, SECOND], draft('2021-08-01'), 'draft.json');
    expect(rules?.predecessor).toBe(SECOND);
    expect(rules?.policies.map(({ version: name, status, effective }) => [name, status, effective])).toEqual([
      ['first', 'active', { from: '2021-01-01', until: '2021-05-01' }],
      ['draft', 'active', { from: '2021-08-01', until: null }],
      ['second', 'active', { from: '2021-05-01', until: '2021-08-01' }],
    ]);
  });

  it('fit between two versions, before the first one, and where there is none', () => {
    const between = putInForce([FIRST, SECOND], draft('2021-03-01', '2021-05-01'), 'draft.json');
    expect(between.rules?.predecessor).toBe(FIRST);
    const earlier = putInForce([FIRST, SECOND], draft('2020-01-01', '2021-01-01'), 'draft.json');
    expect(earlier.rules?.predecessor).toBeNull();
    expect(putInForce([], draft('2020-01-01'), 'draft.json').rules?.policies).toHaveLength(1);
  });

  it('are refused where the draft would meet the next version, leave days to none, or take all of a version', () => {
    expect(refusals([FIRST, SECOND], draft('2021-03-01'))).toEqual([
      '$.effective The draft would still be in force when version “second” begins on 2021-05-01. Set "until" to "2021-05-01", or let the draft begin after “second”.',
    ]);
    expect(refusals([FIRST, SECOND], draft('2021-08-01', '2021-09-01'))).toEqual([
      '$.effective.until The draft ends on 2021-09-01, and no version would be in force from then on; “second” now is. Set "until" to null.',
    ]);
    expect(refusals([FIRST, SECOND], draft('2021-03-01', '2021-04-01'))).toEqual([
      '$.effective.until The draft ends on 2021-04-01, and no version would be in force from then on; “first” now is until 2021-05-01. Set "until" to "2021-05-01".',
    ]);
    expect(refusals([FIRST, SECOND], draft('2021-05-01'))).toEqual([
      '$.effective.from Version “second” begins on 2021-05-01 too, so the draft would leave it no day. Let the draft begin on a later day.',
    ]);
    expect(refusals([FIRST, SECOND], version('second', '2021-09-01', null))).toEqual([
      '$.version A version “second” is in force already. Copy the file to a new one that is named after a new version, and set "version" to that name.',
    ]);
  });

  it('have one version on every day that had one, whatever the dates', () => {
    const days = fc.integer({ min: 0, max: 40 }).map((day) => utcDay(Date.UTC(2021, 0, 1) + day * DAY_MS));
    const cuts = fc.uniqueArray(days, { minLength: 1, maxLength: 4 }).map((all) => all.toSorted());
    fc.assert(
      fc.property(cuts, days, fc.option(days), days, (starts, from, until, day) => {
        fc.pre(until === null || from < until);
        const inForce = starts.map((start, index) =>
          version(`v${index}`, start, starts[index + 1] ?? (index % 2 === 0 ? null : '2021-03-01')),
        );
        const { rules } = putInForce(inForce, draft(from, until), 'draft.json');
        fc.pre(rules !== null);
        const now = versionInForce(inForce, day);
        const then = versionsPossiblyInForce(rules?.policies ?? [], day, day).map((each) => each.version);
        const isDrafts = from <= day && (until === null || day < until);
        expect(then).toEqual(isDrafts ? ['draft'] : now === null ? [] : [now.version]);
      }),
    );
  });
});
