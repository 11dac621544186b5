import { describe, expect, it } from '@jest/globals';
import { SolutionCatalogue } from '../../src/catalogues/domain/solution-catalogue.js';
import type { Deal } from '../../src/deals/domain/deal.js';
import { buildFacts } from '../../src/eligibility/domain/build-facts.js';
import { alwaysBy, calendarFrom } from '../../src/eligibility/domain/counterfactuals/calendar.js';
import { prospectsOf } from '../../src/eligibility/domain/counterfactuals/repair.js';
import { judgeCriteria } from '../../src/eligibility/domain/engine.js';
import { toldProspects, type ToldProspects } from '../../src/eligibility/domain/told-prospects.js';
import { outcomeOf } from '../../src/eligibility/domain/verdict.js';
import { utcDay } from '../../src/kernel/instants.js';
import type { Policy } from '../../src/policies/domain/policy.js';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import { RateTable } from '../../src/rates/domain/rate-table.js';
import { aDeal, at } from '../support/a-deal.js';
import { RULES } from '../support/open-book.js';

const { policies } = await loadPolicyFolder(RULES);

const solutions = new SolutionCatalogue(
  [
    { solutionId: 'payroll', name: 'Payroll', kind: 'own' },
    { solutionId: 'plain', name: 'Plain', kind: 'own' },
    { solutionId: 'soon', name: 'Soon', kind: 'own' },
  ],
  [
    { solutionId: 'payroll', incentive: 'azure-ip-co-sell', validFrom: null, validUntil: '2021-12-01' },
    { solutionId: 'soon', incentive: 'biz-apps-premium', validFrom: '2021-06-20', validUntil: null },
  ],
);
const rates = new RateTable(1, [
  { month: '2021-06', currency: 'EUR', usdPerUnit: '1.2' },
  { month: '2021-07', currency: 'EUR', usdPerUnit: '1.3' },
]);

/** An open deal of Payroll, created on 4 June at 10:00, of which Microsoft has nothing to decide. */
const OPEN: Partial<Deal> = {
  dealType: 'partner-led',
  direction: 'outbound',
  microsoftInvited: false,
  microsoftStatus: 'none',
  solutions: [{ solutionId: 'payroll', name: null }],
  createdAt: at('2021-06-04T10:00:00Z'),
  valueMinor: 20_000_00,
  currency: 'EUR',
};

function versionOf(name: string): Policy {
  const policy = policies.find(({ version }) => version === name);
  if (policy === undefined) throw new Error(`There is no version ${name}`);
  return policy;
}

/** What is told of the deal, each set of changes having been tried out on the rule engine first. */
async function told(deal: Partial<Deal>, now: string, version?: string): Promise<ToldProspects> {
  const whole = aDeal({ ...OPEN, ...deal });
  const context = { day: utcDay(at(now)), solutions, rates, customerManaged: true };
  const calendar = version === undefined ? calendarFrom(context.day, policies) : alwaysBy(versionOf(version));
  const facts = buildFacts(whole, context);
  const outcome = whole.status === 'won' ? 'at-risk' : 'pending';
  const prospects = prospectsOf(outcome, whole, facts, context, calendar, at(now));
  for (const set of prospects.counterfactuals) {
    const changed = set.changes.reduce((so, change) => ({ ...so, ...change.facts }), facts);
    const policy = versionOf(set.version);
    expect(outcomeOf('won', policy, await judgeCriteria(policy, changed))).toBe('eligible');
  }
  return toldProspects(prospects, outcome, 'en');
}

async function texts(deal: Partial<Deal>, now: string, version?: string): Promise<readonly string[][]> {
  const { counterfactuals } = await told(deal, now, version);
  return counterfactuals.map(({ changes }) => changes.map(({ text }) => text));
}

describe('an open deal under the shipped rules', () => {
  it('that is private waits for its 72 hours, and is shared before it is marked won', async () => {
    expect(await texts({ dealType: 'private' }, '2021-06-05T12:00:00Z')).toEqual([
      [
        'Share the deal with Microsoft sellers (it becomes partner-led)',
        'Wait until 2021-06-07T10:00Z to mark it won',
        'Mark the deal won before 2021-12-01T00:00Z',
      ],
    ]);
  });

  it('of which a millisecond of its 72 hours is left has to wait for just that', async () => {
    const [late] = await texts({}, '2021-06-07T10:00:00Z');
    expect(late).toEqual(['Mark the deal won before 2021-12-01T00:00Z']);
    const [early] = await texts({}, '2021-06-07T09:59:59.999Z');
    expect(early?.[0]).toBe('Wait until 2021-06-07T10:00Z to mark it won');
  });

  it('of which only the day of creation is known waits until every time of that day is 72 hours ago', async () => {
    const day = { createdAt: null, createdOn: '2021-06-04' };
    const [set] = await texts(day, '2021-06-05T12:00:00Z');
    expect(set?.[0]).toBe('Wait until 2021-06-07T23:59:59.999Z to mark it won');
    const unknown = await told({ createdAt: null }, '2021-06-05T12:00:00Z');
    expect(unknown).toMatchObject({ counterfactuals: [], repair: { possible: null, reason: 'not-known' } });
  });

  it('with Microsoft needs its answer, whichever of the two will do', async () => {
    const { counterfactuals } = await told(
      { dealType: 'co-sell', microsoftInvited: true, microsoftStatus: 'pending' },
      '2021-06-08T00:00:00Z',
    );
    expect(counterfactuals.map(({ changes }) => changes.map(({ lever }) => lever))).toEqual([
      ['microsoft', 'win'],
    ]);
    expect(counterfactuals[0]?.changes[0]).toMatchObject({
      facts: { microsoftStatus: 'accepted' },
      alternatives: [{ facts: { microsoftStatus: 'won' }, text: 'Microsoft marks the deal won' }],
    });
  });

  it('that Microsoft has declined stays lost to it: co-sell cannot be taken back', async () => {
    const declined = { dealType: 'co-sell', microsoftInvited: true, microsoftStatus: 'declined' } as const;
    expect(await told(declined, '2021-06-08T00:00:00Z')).toEqual({
      counterfactuals: [],
      repair: {
        possible: false,
        reason: 'frozen',
        because: 'Cannot be repaired: no change makes these criteria pass: microsoft-acceptance.',
        complete: true,
        criteria: ['microsoft-acceptance'],
        facts: [],
        lookedUntil: null,
      },
    });
  });

  it('without an incentive gets a solution that has one, or waits until its own begins', async () => {
    expect(await texts({ solutions: [{ solutionId: 'plain', name: null }] }, '2021-06-08T00:00:00Z')).toEqual(
      [['Add a solution with the incentive Azure IP Co-sell', 'Mark the deal won']],
    );
    expect(await texts({ solutions: [{ solutionId: 'soon', name: null }] }, '2021-06-08T00:00:00Z')).toEqual([
      ['Add a solution with the incentive Azure IP Co-sell', 'Mark the deal won'],
      ['Wait until 2021-06-20T00:00Z to mark it won', 'Mark the deal won'],
    ]);
  });

  it('too early for partner-led deals waits for the version that takes them, or asks Microsoft in', async () => {
    const { counterfactuals } = await told({ createdAt: at('2021-01-04T10:00:00Z') }, '2021-02-01T12:00:00Z');
    expect(counterfactuals.map(({ version, changes }) => [version, changes.map(({ text }) => text)])).toEqual(
      [
        [
          '2021-02-03',
          ['Wait until 2021-02-03T00:00Z to mark it won', 'Mark the deal won before 2021-12-01T00:00Z'],
        ],
        [
          '2020-09-22',
          [
            'Ask Microsoft for help (the deal becomes co-sell)',
            'Microsoft accepts the invitation',
            'Mark the deal won before 2021-12-01T00:00Z',
          ],
        ],
      ],
    );
  });

  it('of too small a value is raised to 25,000 US dollars, or waits for a better exchange rate', async () => {
    const small = { valueMinor: 20_000_00 };
    expect(await texts(small, '2021-06-10T00:00:00Z', '2021-08-20')).toEqual([
      ['Set the estimated value to 25000.00 USD', 'Mark the deal won before 2021-12-01T00:00Z'],
      ['Wait until 2021-07-01T00:00Z to mark it won', 'Mark the deal won before 2021-11-01T00:00Z'],
    ]);
  });

  it('that was received is accepted first', async () => {
    const [set] = await texts({ status: 'received' }, '2021-06-08T00:00:00Z');
    expect(set?.[0]).toBe('Accept the invitation');
  });

  it('that is a solution assessment cannot be registered by any change', async () => {
    expect(await told({ dealType: 'solution-assessment' }, '2021-06-08T00:00:00Z')).toMatchObject({
      counterfactuals: [],
      repair: { possible: false, reason: 'frozen', criteria: ['deal-type'] },
    });
  });

  it('once won too early cannot be repaired: it is closed', async () => {
    const won = { status: 'won', closedAt: at('2021-06-05T10:00:00Z') } as const;
    expect(await told(won, '2021-06-08T00:00:00Z')).toMatchObject({
      counterfactuals: [],
      repair: { possible: false, reason: 'closed', because: 'Cannot be repaired: the deal is closed.' },
    });
  });
});
