import { expect, it } from '@jest/globals';
import type { Deal } from '../../src/deals/domain/deal.js';
import type { Verdict } from '../../src/eligibility/domain/decision.js';
import { at, wonDeal } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { editedRules, JudgedBook } from '../support/judged-book.js';

const NEVER_WON = { status: 'active', closedAt: null } as const;

/** The newest policy with the value criterion, made active from 20 August. */
const WITH_VALUE = {
  '2021-05-07': (text: string) => text.replace('"until": null', '"until": "2021-08-20"'),
  '2021-08-20': (text: string) => text.replace('"inactive"', '"active"'),
};

eachDatabase('An evaluation of the book', (homes) => {
  const open = async (rules?: string): Promise<JudgedBook> => new JudgedBook(await homes.open(), rules);

  const causes = async (book: JudgedBook, dealId: string): Promise<readonly string[]> =>
    (await book.history(dealId)).map(({ cause, outcome }) => `${cause}: ${outcome}`);

  it('records a first decision on every deal, with the results by criterion', async () => {
    const book = await open();
    await book.catalogue('s-1', 'azure-ip-co-sell');
    await book.put(
      wonDeal('a'),
      wonDeal('b', { dealType: 'private' }),
      wonDeal('c', { createdAt: at('2021-06-03T10:00:00.001Z') }),
      wonDeal('d', { createdAt: null, createdOn: '2021-06-03' }),
      wonDeal('e', NEVER_WON),
    );
    const summary = await book.eligibility.evaluate();
    expect(summary).toEqual({
      evaluationId: 1,
      asOf: '2021-07-01',
      deals: 5,
      judged: 5,
      recorded: 5,
      verified: 0,
      byOutcome: { pending: 1, ineligible: 1, undetermined: 1, 'at-risk': 1, eligible: 1 },
    });
    expect(await book.history('c')).toEqual([
      {
        sequence: 1,
        decidedAt: book.now,
        cause: 'first',
        dealVersion: 1,
        policy: 'deal-registration',
        policyVersion: '2021-05-07',
        policyHash: expect.stringMatching(/^sha256:/),
        outcome: 'at-risk',
        criteria: [
          { id: 'deal-type', result: 'pass' },
          { id: 'incentive-eligible-solution', result: 'pass' },
          { id: 'won', result: 'pass' },
          { id: 'microsoft-acceptance', result: 'pass' },
          { id: 'creation-to-won-gap', result: 'fail' },
        ],
        rateVersion: null,
        evaluationId: 1,
      },
    ]);
  });

  it('changes nothing when nothing has changed, whether it looks at every deal or not', async () => {
    const book = await open();
    await book.put(wonDeal('a'), wonDeal('b', NEVER_WON));
    await book.eligibility.evaluate();
    expect(await book.eligibility.evaluate()).toMatchObject({ deals: 2, judged: 0, recorded: 0 });
    expect(await book.eligibility.evaluate({ all: true })).toMatchObject({ judged: 2, recorded: 0 });
    expect(await causes(book, 'a')).toEqual(['first: undetermined']);
  });

  it('judges a deal again when its data changed, and records it only if the verdict did', async () => {
    const book = await open();
    await book.catalogue('s-1', 'azure-ip-co-sell');
    await book.put(wonDeal('a'), wonDeal('b'), wonDeal('c'));
    await book.eligibility.evaluate();
    await book.put(wonDeal('a', { dealType: 'private' }), wonDeal('b', { notes: 'called' }));
    expect(await book.eligibility.evaluate()).toMatchObject({ deals: 3, judged: 2, recorded: 1 });
    expect(await causes(book, 'a')).toEqual(['first: eligible', 'data: ineligible']);
    expect(await causes(book, 'b')).toEqual(['first: eligible']);
    const current = (await book.decisions.verdicts(['b'])).get('b');
    expect(current).toMatchObject({ dealVersion: 2, sequence: 1, evaluationId: 1 });
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 0 });
  });

  it('judges again when the rules changed, and still tells old decisions by the rules of their time', async () => {
    const book = await open();
    await book.catalogue('s-1', 'azure-ip-co-sell');
    await book.put(wonDeal('a'));
    await book.eligibility.evaluate();
    await book.useRules(
      editedRules({
        '2021-05-07': (text) =>
          text.replace('"id": "deal-type"', '"id": "sold-as"').replace('"partner-led"]', '"private"]'),
      }),
    );
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 1, recorded: 1 });
    const history = await book.history('a');
    expect(history.map(({ cause, outcome }) => [cause, outcome])).toEqual([
      ['first', 'eligible'],
      ['policy', 'ineligible'],
    ]);
    expect(history.map(({ criteria }) => criteria[0])).toEqual([
      { id: 'deal-type', result: 'pass' },
      { id: 'sold-as', result: 'fail' },
    ]);
  });

  it('judges again when a solution is catalogued or gains an incentive', async () => {
    const book = await open();
    await book.put(wonDeal('a'));
    await book.eligibility.evaluate();
    await book.catalogue('s-1', null);
    await book.eligibility.evaluate();
    await book.catalogue('s-1', 'azure-ip-co-sell');
    await book.eligibility.evaluate();
    expect(await causes(book, 'a')).toEqual([
      'first: undetermined',
      'catalogue: ineligible',
      'catalogue: eligible',
    ]);
  });

  it('judges again when a rate was corrected, if the value counts', async () => {
    const book = await open(editedRules(WITH_VALUE));
    book.now = at('2021-10-01T09:00:00Z');
    await book.catalogue('s-1', 'azure-ip-co-sell');
    const closedAt = at('2021-09-10T10:00:00Z');
    await book.put(
      wonDeal('euro', { closedAt, valueMinor: 2_000_000, currency: 'EUR' }),
      wonDeal('june', { valueMinor: 2_000_000, currency: 'EUR' }),
    );
    await book.rate('2021-09', 'EUR', '1.25');
    await book.eligibility.evaluate();
    await book.rate('2021-09', 'EUR', '1.2499');
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 1, recorded: 1 });
    expect(await causes(book, 'euro')).toEqual(['first: undetermined', 'rate: ineligible']);
    expect(await causes(book, 'june')).toEqual(['first: eligible']);
    const verdicts = await book.decisions.verdicts(['euro', 'june']);
    const rateOf = (verdict?: Verdict): number | null | undefined => verdict?.rateVersion;
    expect([rateOf(verdicts.get('euro')), rateOf(verdicts.get('june'))]).toEqual([2, null]);
  });

  it('judges what is not won again when the day moves on, and leaves won deals alone', async () => {
    const book = await open();
    await book.put(wonDeal('won'), wonDeal('open', NEVER_WON), wonDeal('lost', { status: 'lost' }));
    await book.eligibility.evaluate({ asOf: '2021-05-06' });
    expect(await book.eligibility.evaluate({ asOf: '2021-05-07' })).toMatchObject({ judged: 2, recorded: 2 });
    expect(await causes(book, 'open')).toEqual(['first: pending', 'day: pending']);
    expect(await causes(book, 'lost')).toEqual(['first: ineligible', 'day: ineligible']);
    expect(await causes(book, 'won')).toEqual(['first: undetermined']);
  });

  it('by a version asked for by name only shows what would come of it', async () => {
    const book = await open();
    await book.catalogue('s-1', 'azure-ip-co-sell');
    await book.put(wonDeal('a'), wonDeal('b', { dealType: 'private' }), wonDeal('c', NEVER_WON));
    const tried = await book.eligibility.evaluate({ policyVersion: '2021-08-20' });
    expect(tried).toEqual({
      evaluationId: null,
      asOf: '2021-07-01',
      deals: 3,
      judged: 3,
      recorded: 0,
      verified: 0,
      byOutcome: { pending: 1, ineligible: 1, undetermined: 1, 'at-risk': 0, eligible: 0 },
    });
    expect(await book.history('a')).toEqual([]);
    expect((await book.evaluations.list(null, 10)).items).toEqual([]);
  });

  it('goes through the whole book, batch after batch, each deal once', async () => {
    const book = await open();
    const ids = Array.from({ length: 4100 }, (_, index) => `deal-${String(index).padStart(5, '0')}`);
    await book.put(...ids.map((id, index) => wonDeal(id, index % 3 === 0 ? NEVER_WON : {})));
    const seen: number[] = [];
    const summary = await book.eligibility.evaluate({ batch: 2000, onProgress: (deals) => seen.push(deals) });
    expect(seen).toEqual([0, 2000, 4000, 4100]);
    expect(summary).toMatchObject({ deals: 4100, judged: 4100, recorded: 4100 });
    expect((await book.decisions.verdicts(ids)).size).toBe(4100);
    expect(await book.history('deal-04099')).toHaveLength(1);
  });

  it('that was cut short is gone on with by the next, and nothing is recorded twice', async () => {
    const book = await open();
    const ids = Array.from({ length: 2100 }, (_, index) => `deal-${String(index).padStart(5, '0')}`);
    await book.put(...ids.map((id) => wonDeal(id)));
    const interrupted = book.eligibility.evaluate({
      batch: 2000,
      onProgress: (deals) => {
        if (deals > 0) throw new Error('the power went out');
      },
    });
    await expect(interrupted).rejects.toThrow('the power went out');
    expect((await book.evaluations.list(null, 10)).items).toMatchObject([{ finishedAt: null }]);
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 100, recorded: 100 });
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 0, recorded: 0 });
    expect(await causes(book, 'deal-00000')).toEqual(['first: undetermined']);
  });

  it('that was cut short by other rules or on another day leaves nothing of that behind', async () => {
    const book = await open();
    const ids = Array.from({ length: 2100 }, (_, index) => `deal-${String(index).padStart(5, '0')}`);
    await book.put(...ids.map((id) => wonDeal(id, { status: 'active', closedAt: null })));
    await book.eligibility.evaluate({ asOf: '2021-07-01' });
    const before = await book.decisions.verdicts(ids);
    const interrupted = book.eligibility.evaluate({
      asOf: '2021-04-01',
      batch: 2000,
      onProgress: (deals) => {
        if (deals > 0) throw new Error('the power went out');
      },
    });
    await expect(interrupted).rejects.toThrow('the power went out');
    expect((await book.decisions.verdicts(ids)).get('deal-00000')?.policyVersion).toBe('2021-02-03');
    await book.eligibility.evaluate({ asOf: '2021-07-01' });
    const after = await book.decisions.verdicts(ids);
    expect([...after.values()].map(({ policyVersion }) => policyVersion)).toEqual(
      [...before.values()].map(({ policyVersion }) => policyVersion),
    );
  });

  it('gives way to one that began later, and both together leave one decision a deal', async () => {
    const book = await open();
    const ids = Array.from({ length: 4100 }, (_, index) => `deal-${String(index).padStart(5, '0')}`);
    await book.put(...ids.map((id) => wonDeal(id)));
    const both = await Promise.allSettled([
      book.eligibility.evaluate({ batch: 2000 }),
      book.eligibility.evaluate({ batch: 2000 }),
    ]);
    const failures = both.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/evaluation 2 began after it and takes over/);
    const counts = await book.database.rows<{ decisions: number; deals: number }>(
      book.database.reader,
      'select count(*) as decisions, count(distinct deal_id) as deals from decisions',
      [],
    );
    expect(counts).toEqual([{ decisions: 4100, deals: 4100 }]);
  });

  it('comes to what the explanation of each single deal says', async () => {
    const book = await open();
    await book.catalogue('s-1', 'azure-ip-co-sell');
    const told: readonly Partial<Deal>[] = [
      {},
      NEVER_WON,
      { dealType: null },
      { dealType: 'co-sell', microsoftStatus: 'expired' },
      { dealType: 'co-sell', microsoftStatus: null },
      { solutions: null },
      { createdAt: null, createdOn: '2021-06-03' },
      { closedAt: null },
      { closedAt: null, closedNotAfter: at('2021-05-07T00:00:00Z') },
      { closedAt: at('2021-02-02T23:59:59.999Z') },
      { closedAt: at('2020-09-21T00:00:00Z') },
      { status: 'expired' },
    ];
    const ids = told.map((_, index) => `deal-${index}`);
    await book.put(...told.map((each, index) => wonDeal(`deal-${index}`, each)));
    await book.eligibility.evaluate();
    const verdicts = await book.decisions.verdicts(ids);
    for (const id of ids) {
      const answer = await book.eligibility.explain(id);
      const [decision] = await book.history(id);
      expect(answer.outcome).toBe(verdicts.get(id)?.outcome);
      expect(answer.version).toBe(decision?.policyVersion);
      expect(answer.criteria.map(({ id: criterion, result }) => ({ id: criterion, result }))).toEqual(
        decision?.criteria,
      );
    }
  });
});

eachDatabase('The explanation of a deal', (homes) => {
  it('gives the rule, what was found, and what would change it', async () => {
    const book = new JudgedBook(await homes.open());
    await book.catalogue('s-1', 'azure-ip-co-sell');
    await book.put(wonDeal('a', { createdAt: at('2021-06-03T11:01:01.200Z') }));
    const answer = await book.eligibility.explain('A');
    expect(answer).toMatchObject({
      dealId: 'a',
      policy: 'deal-registration',
      version: '2021-05-07',
      outcome: 'at-risk',
      eligible: false,
      evaluatedAt: '2021-07-01T09:00:00.000Z',
      missing: [],
      counterfactuals: [],
    });
    expect(answer.criteria.at(-1)).toEqual({
      id: 'creation-to-won-gap',
      title: expect.any(String),
      result: 'fail',
      onFail: 'at-risk',
      because: expect.stringContaining('72 hours'),
      remedy: expect.any(String),
      facts: { hoursFromCreationToWon: 70.983 },
      tree: {
        fact: 'hoursFromCreationToWon',
        operator: 'greaterThanInclusive',
        value: 72,
        actual: 70.983,
        result: 'fail',
      },
      source: expect.objectContaining({ document: expect.any(String) }),
    });
    expect(answer.criteria.slice(0, -1).map(({ because, remedy }) => [because, remedy])).toEqual(
      Array.from({ length: 4 }, () => [null, null]),
    );
  });

  it('says which version and day to judge by when asked, and what is missing', async () => {
    const book = new JudgedBook(await homes.open());
    await book.put(wonDeal('a', { ...NEVER_WON, valueMinor: 5_000_000, currency: 'EUR' }));
    const { now } = book;
    book.now = at('2021-05-06T23:59:59.999Z');
    expect(await book.eligibility.explain('a')).toMatchObject({ version: '2021-02-03' });
    book.now = now;
    const answer = await book.eligibility.explain('a', { policy: '2021-08-20' });
    expect(answer).toMatchObject({ version: '2021-08-20', outcome: 'pending' });
    expect(answer.missing.map(({ fact, because }) => [fact, because])).toEqual([
      ['hasIncentiveEligibleSolution', 'not in the solution catalogue: Contoso Lake'],
      ['wonAt', 'the deal is not won'],
      ['hoursFromCreationToWon', 'the deal is not won'],
      ['dealValueUsd', 'no EUR rate for 2021-04 to 2021-07'],
      ['customerManagedByMicrosoft', 'the customer is not in the customers file, or the file does not say'],
    ]);
  });

  it('says that the won day is missing when it decides which version judges', async () => {
    const book = new JudgedBook(await homes.open());
    await book.catalogue('s-1', 'azure-ip-co-sell');
    const told = { closedNotBefore: at('2021-05-06T12:00:00Z'), closedNotAfter: at('2021-05-07T12:00:00Z') };
    await book.put(wonDeal('a', { ...told, closedAt: null, createdAt: at('2021-04-01T00:00:00Z') }));
    const answer = await book.eligibility.explain('a');
    expect(answer).toMatchObject({ version: '2021-05-07', outcome: 'undetermined' });
    expect(answer.criteria.every(({ result }) => result === 'pass')).toBe(true);
    expect(answer.missing.map(({ fact }) => fact)).toEqual(['wonAt']);
  });

  it('is refused for what is not there, in words that help', async () => {
    const book = new JudgedBook(await homes.open());
    await book.put(wonDeal('a'));
    await expect(book.eligibility.explain('b')).rejects.toMatchObject({ code: 'not-found' });
    await expect(book.history('b')).rejects.toMatchObject({ code: 'not-found' });
    await expect(book.eligibility.explain('a', { policy: '2021-05-08' })).rejects.toMatchObject({
      code: 'not-found',
      problems: [{ remedy: expect.stringContaining('2021-05-07') }],
    });
    await expect(book.eligibility.evaluate({ asOf: 'today' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});
