import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placesOf } from '../../src/kernel/json/places.js';
import { parsePolicy } from '../../src/policies/domain/parse-policy.js';
import { parsePolicyCases } from '../../src/policies/domain/policy-cases.js';
import type { Policy } from '../../src/policies/domain/policy.js';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import { mutantsOf } from '../../src/rule-tests/domain/mutants.js';
import type { ReadyCase } from '../../src/rule-tests/domain/ready-case.js';
import { runCases } from '../../src/rule-tests/domain/run-cases.js';
import { testPolicy } from '../../src/rule-tests/domain/test-policy.js';
import { RuleTestsService } from '../../src/rule-tests/rule-tests.service.js';
import { aCriterion, aPolicy } from '../support/a-policy.js';
import { arbitraryCondition, arbitraryLeaf } from '../support/arbitrary-rules.js';
import { RULES } from '../support/open-book.js';

describe('the shipped rules', () => {
  it('have cases that all come out, that show of every comparison that it matters, and find every mutant', async () => {
    const reports = await new RuleTestsService(RULES).testAll();
    expect(reports.map(({ version }) => version)).toEqual([
      '2020-09-22',
      '2021-02-03',
      '2021-05-07',
      '2021-08-20',
    ]);
    for (const { version, passed, coverage, mutation } of reports) {
      expect([version, passed, coverage.unshown, mutation.unfound]).toEqual([version, true, [], []]);
      expect([version, mutation.entriesLeftOut]).toEqual([version, 0]);
      expect(mutation.found).toBe(mutation.mutants);
      expect(coverage.shown).toBeGreaterThanOrEqual(3);
      expect(mutation.found).toBeGreaterThanOrEqual(coverage.shown * 3);
    }
  });
});

describe('a test of rules', () => {
  it('pauses between cases, comparisons and mutants, so that a service can answer others meanwhile', async () => {
    const { policies, cases } = await loadPolicyFolder(RULES);
    const [policy] = policies.slice(-1);
    const mine = cases.find(({ version }) => version === policy?.version);
    if (policy === undefined || mine === undefined) throw new Error('The shipped rules have cases');
    let pauses = 0;
    const pause = async (): Promise<void> => void (pauses += 1);
    const { coverage } = await testPolicy(policy, mine.cases, new Map(), pause);
    expect(pauses).toBe(mine.cases.length + coverage.comparisons + mutantsOf(policy).mutants.length);
  });
});

/** What a case file with these cases says, read as any other. */
function readBack(policy: Policy, cases: readonly ReadyCase[]) {
  const { policy: id, version } = policy;
  const text = JSON.stringify({ policy: id, version, cases }, null, 2);
  const { cases: read, problems } = parsePolicyCases(text, `${id}/${version}.cases.json`, policy);
  expect(problems).toEqual([]);
  return read?.cases ?? [];
}

const policies = fc
  .array(fc.tuple(arbitraryCondition(arbitraryLeaf), fc.constantFrom('ineligible', 'at-risk')), {
    minLength: 1,
    maxLength: 3,
  })
  .map((drawn) =>
    aPolicy(drawn.map(([condition, onFail], index) => aCriterion(`c${index}`, condition, { onFail }))),
  );

describe('cases that a test proposes', () => {
  it('are read from a case file, come out, and each finds its mutant; all together leave nothing to propose', async () => {
    let proposed = 0;
    await fc.assert(
      fc.asyncProperty(policies, async (policy) => {
        const { coverage, mutation } = await testPolicy(policy, [], new Map());
        const mutants = mutantsOf(policy).mutants;
        for (const { path, change, add } of mutation.unfound) {
          const mutant = mutants.find((each) => each.path === path && each.change === change);
          if (mutant === undefined) throw new Error(`There is no mutant ${path} ${change}`);
          if (add === null) continue;
          const [ready] = readBack(policy, [add]);
          if (ready === undefined) throw new Error('A case was lost');
          expect(await runCases(policy, [ready])).toEqual([]);
          // By the rule engine itself. A lost criterion has to show in what is left.
          const criteria = new Map(
            [...ready.expect.criteria].filter(([id]) =>
              mutant.policy.criteria.some((each) => each.id === id),
            ),
          );
          const rest = { ...ready, expect: { ...ready.expect, criteria } };
          expect((await runCases(mutant.policy, [rest])).length).toBe(1);
        }
        const adds = [
          ...coverage.unshown.flatMap(({ missing }) => missing.map(({ add }) => add)),
          ...mutation.unfound.map(({ add }) => add),
        ].filter((add) => add !== null);
        const all = [...new Map(adds.map((add) => [add.name, add])).values()];
        proposed += all.length;
        const after = await testPolicy(policy, readBack(policy, all), new Map());
        expect(after.failures).toEqual([]);
        expect(after.coverage.unshown.filter(({ state }) => state === 'not-shown')).toEqual([]);
        expect(after.mutation.unfound.filter(({ add }) => add !== null)).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(proposed).toBeGreaterThan(100);
  });

  it('keep clear of the names that cases have, and are proposed once where they serve twice', async () => {
    const policy = aPolicy([
      aCriterion('invited', { fact: 'microsoftInvited', operator: 'equal', value: true }),
    ]);
    const taken = readBack(policy, [
      {
        name: 'microsoftInvited true',
        facts: { status: 'won' },
        expect: { outcome: 'undetermined', criteria: {} },
      },
    ]);
    const { coverage, mutation } = await testPolicy(policy, taken, new Map());
    expect(coverage.unshown.flatMap(({ missing }) => missing.map(({ add }) => add?.name))).toEqual([
      'microsoftInvited true (2)',
      'microsoftInvited false',
    ]);
    expect(mutation.unfound.map(({ change, add }) => [change, add?.name])).toEqual([
      ['microsoftInvited equal true: “equal” exchanged for “notEqual”', 'microsoftInvited true (2)'],
      ['invited: onFail “ineligible” exchanged for “at-risk”', 'microsoftInvited false'],
    ]);
  });

  it('stand beside the place in the rule file that they are about', async () => {
    const file = 'deal-registration/2021-05-07.json';
    const text = JSON.stringify(
      {
        policy: 'deal-registration',
        version: '2021-05-07',
        status: 'active',
        effective: { from: '2021-05-07', until: null },
        title: { en: 'Deal registration' },
        conditions: { 'is-invited': { fact: 'microsoftInvited', operator: 'equal', value: true } },
        criteria: [
          {
            id: 'invited',
            title: { en: 'Invited' },
            conditions: { all: [{ condition: 'is-invited' }, { fact: 'wonAt', operator: 'isKnown' }] },
            onFail: 'at-risk',
            because: { en: 'Not invited.' },
            remedy: { en: 'Invite.' },
            source: { document: 'Our own rule' },
          },
        ],
      },
      null,
      2,
    );
    const { policy } = parsePolicy(text, file);
    if (policy === null) throw new Error('The policy should be right');
    const { coverage, mutation } = await testPolicy(policy, [], placesOf(text));
    const lines = text.split('\n');
    const at = ({ line, lineColumn }: { line: number | null; lineColumn: number | null }): string =>
      (lines[(line ?? 0) - 1] ?? '').slice((lineColumn ?? 0) - 1);
    expect(coverage.unshown.map((each) => [each.comparison, at(each)])).toEqual([
      ['microsoftInvited equal true', '{'],
      ['wonAt isKnown', '{'],
    ]);
    expect(mutation.unfound.map((each) => [each.path, at(each)])).toEqual([
      ['$.criteria[0].conditions.all', '['],
      ['$.criteria[0].conditions.all[0]', '{'],
      ['$.criteria[0].conditions.all[1]', '{'],
      ['$.criteria[0].conditions.all[1].operator', '"isKnown"'],
      ['$.conditions["is-invited"].operator', '"equal",'],
      ['$.criteria[0].onFail', '"at-risk",'],
      ['$.criteria[0]', '{'],
    ]);
  });
});
