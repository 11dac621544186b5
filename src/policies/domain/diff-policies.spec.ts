import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCriterion, aPolicy } from '../../../test/support/a-policy.js';
import { arbitraryCondition, arbitraryLeaf } from '../../../test/support/arbitrary-rules.js';
import { explain } from '../../eligibility/domain/explain.js';
import { factsFrom } from '../../eligibility/domain/facts.js';
import { DAY_MS } from '../../kernel/instants.js';
import { diffConditions } from './diff-conditions.js';
import { diffPolicies } from './diff-policies.js';
import type { Condition, Leaf } from './policy.js';

const GAP: Condition = { fact: 'hoursFromCreationToWon', operator: 'greaterThanInclusive', value: 72 };
const WON: Condition = { fact: 'status', operator: 'equal', value: 'won' };
const CO_SELL: Condition = { fact: 'dealType', operator: 'equal', value: 'co-sell' };
const MARKETPLACE: Condition = { fact: 'marketplaceTransacted', operator: 'equal', value: true };

/** The changes as `what before → after`, with the group they stand in. */
function changes(before: Condition, after: Condition): readonly string[] {
  return diffConditions(before, after).map((each) =>
    [each.within ?? '', each.change, each.fact ?? '', each.operator ?? '', `${each.before} → ${each.after}`]
      .filter((part) => part !== '')
      .join(' '),
  );
}

describe('what a condition says is the same', () => {
  it.each<[string, Condition, Condition]>([
    ['in whatever order it is said', { all: [GAP, WON] }, { all: [WON, GAP] }],
    ['however often', { any: [GAP, WON] }, { any: [GAP, WON, GAP] }],
    ['denied twice', GAP, { not: { not: GAP } }],
    [
      'denied as a whole or in its parts',
      { not: { any: [WON, GAP] } },
      { all: [{ not: GAP }, { not: WON }] },
    ],
    ['with a name or without', { condition: 'waited', is: GAP }, GAP],
    ['in a group of its own', GAP, { all: [{ any: [GAP] }] }],
    [
      'in groups within groups of the same kind',
      { all: [GAP, { all: [WON, CO_SELL] }] },
      { all: [GAP, WON, CO_SELL] },
    ],
    [
      'with the values of a list in another order',
      { fact: 'dealType', operator: 'in', value: ['private', 'co-sell'] },
      { fact: 'dealType', operator: 'in', value: ['co-sell', 'private', 'co-sell'] },
    ],
    ['as a list of one', CO_SELL, { fact: 'dealType', operator: 'in', value: ['co-sell'] }],
    ['as not true or as false', { not: MARKETPLACE }, { ...MARKETPLACE, value: false }],
    [
      'by the day or by its first instant',
      { fact: 'wonAt', operator: 'onOrAfter', value: '2022-01-01' },
      { fact: 'wonAt', operator: 'onOrAfter', value: '2022-01-01T01:00:00+01:00' },
    ],
    [
      'after a day or from the next on',
      { fact: 'wonAt', operator: 'after', value: '2021-12-31' },
      { not: { fact: 'wonAt', operator: 'before', value: '2022-01-01' } },
    ],
  ])('%s', (_, before, after) => {
    expect(diffConditions(before, after)).toEqual([]);
  });

  it('only where every deal gets the same result', () => {
    const leaves = fc.constantFrom<Leaf>(
      { fact: 'dealType', operator: 'equal', value: 'co-sell' },
      { fact: 'dealType', operator: 'notIn', value: ['co-sell'] },
      { fact: 'dealType', operator: 'isMissing' },
      { fact: 'wonAt', operator: 'after', value: '2021-12-31' },
      { fact: 'wonAt', operator: 'before', value: '2022-01-01' },
      { fact: 'wonAt', operator: 'onOrBefore', value: '2022-01-01' },
      { fact: 'wonAt', operator: 'onOrAfter', value: '2022-01-01T00:00:00.001Z' },
    );
    const deals = [null, 'co-sell', 'private'].flatMap((dealType) =>
      [null, -1, 0, 1, DAY_MS - 1, DAY_MS].map((after) =>
        factsFrom({ dealType, wonAt: after === null ? null : Date.UTC(2022, 0, 1) + after }),
      ),
    );
    let same = 0;
    fc.assert(
      fc.property(arbitraryCondition(leaves), arbitraryCondition(leaves), (before, after) => {
        if (diffConditions(before, after).length > 0) return;
        same += 1;
        for (const deal of deals) expect(explain(after, deal).result).toBe(explain(before, deal).result);
      }),
      { numRuns: 1000 },
    );
    expect(same).toBeGreaterThan(20);
  });

  it('when nothing of it is altered but how it is written', () => {
    fc.assert(
      fc.property(arbitraryCondition(arbitraryLeaf), arbitraryCondition(arbitraryLeaf), (one, other) => {
        const before: Condition = { all: [one, other] };
        const after: Condition = { not: { any: [{ not: { condition: 'other', is: other } }, { not: one }] } };
        expect(diffConditions(before, after)).toEqual([]);
      }),
    );
  });
});

describe('what is told of a changed condition', () => {
  it.each<[string, Condition, Condition, string[]]>([
    [
      'a threshold',
      GAP,
      { ...GAP, value: 48 },
      ['value hoursFromCreationToWon greaterThanInclusive 72 → 48'],
    ],
    [
      'a bound that no longer counts itself',
      GAP,
      { ...GAP, operator: 'greaterThan' },
      [
        'comparison hoursFromCreationToWon hoursFromCreationToWon greaterThanInclusive 72 → hoursFromCreationToWon greaterThan 72',
      ],
    ],
    [
      'a value put into a list',
      CO_SELL,
      { fact: 'dealType', operator: 'in', value: ['partner-led', 'co-sell'] },
      ['comparison dealType dealType equal co-sell → dealType in [co-sell, partner-led]'],
    ],
    ['an exemption', GAP, { any: [MARKETPLACE, GAP] }, ['any added null → marketplaceTransacted equal true']],
    [
      'an exemption taken back',
      { any: [MARKETPLACE, GAP] },
      GAP,
      ['any removed marketplaceTransacted equal true → null'],
    ],
    [
      'a threshold beside something new',
      { all: [WON, GAP] },
      { all: [{ ...GAP, value: 48 }, CO_SELL, WON] },
      [
        'all value hoursFromCreationToWon greaterThanInclusive 72 → 48',
        'all added null → dealType equal co-sell',
      ],
    ],
    [
      'a threshold within an exemption',
      { all: [WON, { any: [GAP, MARKETPLACE] }] },
      { all: [WON, { any: [{ ...GAP, value: 96 }, MARKETPLACE] }] },
      ['any value hoursFromCreationToWon greaterThanInclusive 72 → 96'],
    ],
    [
      'a group within another group',
      { any: [MARKETPLACE, GAP] },
      { all: [WON, { any: [MARKETPLACE, GAP] }] },
      ['all added null → status equal won'],
    ],
    [
      'all instead of any',
      { any: [WON, GAP] },
      { all: [WON, GAP] },
      [
        'replaced any of (hoursFromCreationToWon greaterThanInclusive 72; status equal won) → all of (hoursFromCreationToWon greaterThanInclusive 72; status equal won)',
      ],
    ],
  ])('%s', (_, before, after, told) => {
    expect(changes(before, after)).toEqual(told);
  });
});

describe('two policy versions', () => {
  const before = aPolicy([aCriterion('won', WON), aCriterion('gap', GAP), aCriterion('type', CO_SELL)]);

  it('are identical where nothing but the name differs', () => {
    const copy = { ...before, version: '2021-05-08', hash: 'sha256:other' };
    expect(diffPolicies(before, copy)).toMatchObject({ identical: true, judgeAlike: true });
  });

  it('judge alike where only dates, status, texts, sources or the order differ', () => {
    const [won, gap, type] = before.criteria;
    if (won === undefined || gap === undefined || type === undefined) throw new Error('three criteria');
    const reworded = {
      ...gap,
      because: { en: gap.because.en, sv: 'För kort tid.' },
      source: { document: 'Page', section: 'Gap' },
    };
    const after = aPolicy([type, won, reworded], {
      status: 'inactive',
      effective: { from: '2021-05-07', until: '2022-01-01' },
    });
    expect(diffPolicies(before, after)).toMatchObject({
      identical: false,
      judgeAlike: true,
      status: { before: 'active', after: 'inactive' },
      from: null,
      until: { before: null, after: '2022-01-01' },
      added: [],
      removed: [],
      order: { before: ['won', 'gap', 'type'], after: ['type', 'won', 'gap'] },
      changed: [
        {
          id: 'gap',
          conditions: [],
          onFail: null,
          because: [{ language: 'sv', before: null, after: 'För kort tid.' }],
          source: {
            document: { before: 'Manage co-sell opportunities', after: 'Page' },
            published: null,
            section: { before: null, after: 'Gap' },
          },
        },
      ],
    });
  });

  it('do not judge alike where a criterion comes, goes, changes, or costs something else', () => {
    const told = { onFail: 'at-risk' as const };
    for (const criteria of [
      before.criteria.slice(1),
      [...before.criteria, aCriterion('market', MARKETPLACE)],
      [aCriterion('won', WON, told), ...before.criteria.slice(1)],
      [aCriterion('won', CO_SELL), ...before.criteria.slice(1)],
    ]) {
      expect(diffPolicies(before, aPolicy(criteria))).toMatchObject({ identical: false, judgeAlike: false });
    }
    const swapped = diffPolicies(
      before,
      aPolicy([...before.criteria.slice(1), aCriterion('market', MARKETPLACE)]),
    );
    expect(swapped.removed).toEqual([{ id: 'won', title: 'Criterion won', onFail: 'ineligible' }]);
    expect(swapped.added).toEqual([{ id: 'market', title: 'Criterion market', onFail: 'ineligible' }]);
    expect(swapped.order).toBeNull();
  });
});
