import { beforeAll, describe, expect, it } from '@jest/globals';
import { SolutionCatalogue } from '../../src/catalogues/domain/solution-catalogue.js';
import type { Deal } from '../../src/deals/domain/deal.js';
import type { EligibilityAnswer, Language } from '../../src/eligibility/domain/answer.js';
import type { FactContext } from '../../src/eligibility/domain/build-facts.js';
import { renderExplanation } from '../../src/eligibility/render-explanation.js';
import type { Policy } from '../../src/policies/domain/policy.js';
import type { Texts } from '../../src/policies/domain/texts.js';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import { at } from '../support/a-deal.js';
import { anAnswer } from '../support/an-answer.js';
import { latinWords } from '../support/latin-words.js';

const OTHERS = ['zh-CN', 'zh-TW', 'ru', 'sv'] as const;

/** A case: what is told of the deal, and of its surroundings. */
type Told = readonly [Partial<Deal>, Partial<FactContext>];

const CATALOGUE = new SolutionCatalogue(
  [
    { solutionId: 's-1', name: '1', kind: 'own' },
    { solutionId: 's-2', name: '2', kind: 'own' },
  ],
  [{ solutionId: 's-1', incentive: 'azure-ip-co-sell', validFrom: null, validUntil: null }],
);

const FINE: Partial<Deal> = {
  status: 'won',
  dealType: 'co-sell',
  microsoftInvited: true,
  microsoftStatus: 'accepted',
  solutions: [{ solutionId: 's-1', name: null }],
  valueMinor: 3_000_000,
  currency: 'USD',
  createdAt: at('2021-06-01T00:00:00Z'),
  closedAt: at('2021-06-08T00:00:00Z'),
};

/** Deals that between them have every result that a criterion of the shipped versions can have. */
const DEALS: readonly Told[] = [
  [FINE, { solutions: CATALOGUE, customerManaged: true }],
  [
    {
      ...FINE,
      microsoftInvited: false,
      microsoftStatus: 'declined',
      solutions: [{ solutionId: 's-2', name: null }],
      valueMinor: 1,
      createdAt: at('2021-06-05T00:00:00.001Z'),
    },
    { solutions: CATALOGUE, customerManaged: false },
  ],
  [{ status: 'lost', dealType: 'private' }, {}],
  [{ status: 'won', closedOn: '2021-06-08', createdOn: '2021-06-05', valueMinor: 1, currency: 'EUR' }, {}],
  [{ ...FINE, solutions: [{ solutionId: 's-9', name: null }] }, { solutions: CATALOGUE }],
  [{ status: 'active' }, {}],
  // Open, with much that can still be mended, so that every change that would help is told.
  [
    {
      status: 'active',
      direction: 'outbound',
      dealType: 'private',
      microsoftInvited: false,
      microsoftStatus: 'none',
      solutions: [{ solutionId: 's-2', name: '2' }],
      valueMinor: 1,
      currency: 'USD',
      createdAt: at('2021-06-07T00:00:00Z'),
    },
    { solutions: CATALOGUE, customerManaged: true },
  ],
];

const LOOK_BACK = {
  asOf: '2021-06-08T00:00:00.000Z',
  knownAt: '2021-06-09T00:00:00.000Z',
  toldAt: '2021-06-07T00:00:00.000Z',
};

let policies: readonly Policy[] = [];

beforeAll(async () => {
  // Whenever the deals were won, each version is to judge them.
  policies = (await loadPolicyFolder('rules')).policies.map((policy) => ({
    ...policy,
    effective: { from: '2020-01-01', until: null },
    status: 'active',
  }));
});

function answers(language: Language): Promise<readonly EligibilityAnswer[]> {
  return Promise.all(
    policies.flatMap((policy) => DEALS.map(([told, around]) => anAnswer(policy, told, language, around))),
  );
}

/** What stays as it is in every language: ids, codes of import kinds, and the titles of English documents. */
function asTheyAre({ dealId, policy, criteria, missing }: EligibilityAnswer): readonly string[] {
  return [
    dealId,
    policy,
    'EUR',
    ...criteria.flatMap(({ source }) => [source.document, source.section ?? '']),
    ...missing.flatMap(({ carriedBy }) => carriedBy),
  ].filter((text) => text !== '');
}

describe('the shipped rules', () => {
  it('say everything in every language', () => {
    const texts: Texts[] = policies.flatMap(({ title, criteria }) => [
      title,
      ...criteria.flatMap((criterion) => [criterion.title, criterion.because, criterion.remedy]),
    ]);
    expect(texts).toHaveLength(4 + 3 * 19);
    for (const text of texts) {
      expect(Object.keys(text)).toEqual(['en', ...OTHERS]);
      for (const language of ['zh-CN', 'zh-TW', 'ru'] as const) {
        expect([text[language], latinWords(text[language] ?? '')]).toEqual([text[language], []]);
      }
      expect(text.sv).not.toBe(text.en);
    }
  });

  it('name the place in its source for every threshold', () => {
    const thresholds = policies.flatMap(({ criteria }) =>
      criteria.filter(({ id }) => ['creation-to-won-gap', 'deal-value'].includes(id)),
    );
    expect(thresholds).toHaveLength(3);
    for (const { source } of thresholds) {
      expect(source).toEqual({
        document: expect.any(String),
        published: expect.any(String),
        section: expect.any(String),
      });
    }
  });
});

describe('an explanation by the shipped rules', () => {
  it('is tried with every result that a criterion can have', async () => {
    const seen = new Set(
      (await answers('en')).flatMap(({ version, criteria }) =>
        criteria.map(({ id, result }) => `${version} ${id} ${result}`),
      ),
    );
    const possible = policies.flatMap(({ version, criteria }) =>
      criteria.flatMap(({ id }) =>
        // A deal always has a status, so whether it is won is never unknown.
        (id === 'won' ? ['pass', 'fail'] : ['pass', 'fail', 'unknown']).map(
          (result) => `${version} ${id} ${result}`,
        ),
      ),
    );
    expect([...seen].toSorted()).toEqual(possible.toSorted());
  });

  it.each(['zh-CN', 'zh-TW', 'ru'] as const)('has no English in %s', async (language) => {
    for (const answer of await answers(language)) {
      const text = renderExplanation({ ...answer, lookBack: LOOK_BACK }, language);
      expect([text, latinWords(text, asTheyAre(answer))]).toEqual([text, []]);
    }
  });

  it('has no line in Swedish that is also in English', async () => {
    const english = await answers('en');
    for (const [index, answer] of (await answers('sv')).entries()) {
      const other = english[index];
      const lines = new Set(other === undefined ? [] : renderExplanation(other, 'en').split('\n'));
      const same = renderExplanation(answer, 'sv')
        .split('\n')
        .filter((line) => lines.has(line));
      expect(new Set(same)).toEqual(new Set(['', answer.dealId]));
    }
  });

  it.each([
    [
      'zh-CN',
      '    ✗ 从创建到赢单的小时数：不低于 72 小时；实际：71 小时 59 分 59.999 秒',
      '      ✗ Microsoft 状态：“已接受”、“赢单”之一；实际：“已拒绝”',
    ],
    [
      'zh-TW',
      '    ✗ 從建立到成交的小時數：不低於 72 小時；實際：71 小時 59 分 59.999 秒',
      '      ✗ Microsoft 狀態：「已接受」、「成交」之一；實際：「已拒絕」',
    ],
    [
      'ru',
      '    ✗ Часы от создания до выигрыша: не менее 72 ч; фактически: 71 ч 59 мин 59,999 с',
      '      ✗ Статус Майкрософт: одно из значений «принято», «выиграна»; фактически: «отклонено»',
    ],
    [
      'sv',
      '    ✗ Timmar från skapat till vunnet avtal: minst 72 tim; enligt uppgifterna: 71 tim 59 min 59,999 s',
      '      ✗ Microsofts status: något av accepterad, vunnen; enligt uppgifterna: avböjd',
    ],
  ] as const)('says in %s what was asked for and what was found', async (language, gap, status) => {
    const lines = (await answers(language))
      .filter(({ version }) => version === '2021-05-07')
      .flatMap((answer) => renderExplanation(answer, language).split('\n'));
    expect(lines).toContain(gap);
    expect(lines).toContain(status);
  });
});
