import { expect, it } from '@jest/globals';
import { down, up } from '../../src/database/migrations/0005-judged-so-far.js';
import { at, wonDeal } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { editedRules, JudgedBook } from '../support/judged-book.js';

/** The later version in force since the spring, which asks for value and customer. */
const ASKING = editedRules({
  '2021-05-07': (text) => text.replace('"until": null', '"until": "2021-06-04"'),
  '2021-08-20': (text) =>
    text.replace('"inactive"', '"active"').replace('"from": "2021-08-20"', '"from": "2021-06-04"'),
});

eachDatabase('What an evaluation finds due', (homes) => {
  const open = async (): Promise<JudgedBook> => new JudgedBook(await homes.open(), ASKING);

  it('are the deals of the solution that a new catalogue tells otherwise of, not those of the others in it', async () => {
    const book = await open();
    const held = (solutionId: string) => ({ solutions: [{ solutionId, name: null }] });
    await book.catalogue('s-1', 'azure-ip-co-sell');
    await book.catalogue('s-2', 'azure-ip-co-sell');
    await book.put(wonDeal('a', held('s-1')), wonDeal('b', held('s-2')));
    await book.eligibility.evaluate();
    await book.catalogue('s-1', null);
    await book.catalogue('s-2', 'azure-ip-co-sell');
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 1, recorded: 1 });
  });

  it('are the deals of the customer that a new file tells otherwise of', async () => {
    const book = await open();
    await book.customer('111111111', 'Contoso', 'DE', true);
    await book.customer('222222222', 'Fabrikam', 'DE', true);
    await book.put(wonDeal('a', { customerDuns: '111111111' }), wonDeal('b', { customerDuns: '222222222' }));
    await book.eligibility.evaluate();
    await book.customer('111111111', 'Contoso', 'DE', true);
    await book.customer('222222222', 'Fabrikam', 'DE', false);
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 1 });
  });

  it('are also the deals of the customer that an entry does not tell of any more', async () => {
    const book = await open();
    await book.customer('111111111', 'Contoso', 'DE', true);
    const contoso = { customerDuns: null, customerName: 'Contoso' } as const;
    await book.put(
      wonDeal('german', { ...contoso, customerCountry: 'DE' }),
      wonDeal('french', { ...contoso, customerCountry: 'FR' }),
      wonDeal('italian', { ...contoso, customerCountry: 'IT' }),
    );
    await book.eligibility.evaluate();
    await book.customer('111111111', 'Contoso', 'FR', true);
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 2, recorded: 2 });
  });

  it('are the deals in the currency that a new table rates otherwise', async () => {
    const book = await open();
    await book.rate('2021-06', 'EUR', '1.2');
    await book.rate('2021-06', 'JPY', '0.009');
    await book.put(
      wonDeal('a', { currency: 'EUR', valueMinor: 1 }),
      wonDeal('b', { currency: 'JPY', valueMinor: 1 }),
    );
    await book.eligibility.evaluate();
    await book.rate('2021-06', 'EUR', '1.2');
    await book.rate('2021-06', 'JPY', '0.008');
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 1 });
  });

  it('notes the first rates for the deals that need none', async () => {
    const book = await open();
    await book.put(wonDeal('a', { currency: 'USD', valueMinor: 1 }));
    await book.eligibility.evaluate();
    await book.rate('2021-06', 'JPY', '0.009');
    await book.eligibility.evaluate();
    const before = await book.decisions.verdicts(['a']);
    await book.eligibility.evaluate({ all: true });
    expect(await book.decisions.verdicts(['a'])).toEqual(before);
  });

  it('is no deal seen to be won by a day that has come, as days go by', async () => {
    const book = await open();
    await book.put(wonDeal('a', { closedAt: null, closedNotAfter: at('2021-06-05T00:00:00Z') }));
    await book.eligibility.evaluate({ asOf: '2021-06-20' });
    expect(await book.eligibility.evaluate({ asOf: '2021-06-21' })).toMatchObject({ judged: 0 });
  });

  it('as days go by, is an open deal where a version, an incentive or the month ends between them', async () => {
    const book = await open();
    await book.catalogue('s-1', 'azure-ip-co-sell', [null, '2021-06-12']);
    const ours = { status: 'active', closedAt: null, currency: 'EUR', valueMinor: 1 } as const;
    await book.put(
      wonDeal('a', ours),
      wonDeal('b', { ...ours, currency: 'USD', solutions: [{ solutionId: 's-2', name: null }] }),
      wonDeal('won'),
    );
    const days = [
      '2021-05-30',
      '2021-06-03',
      '2021-06-04',
      '2021-06-11',
      '2021-06-12',
      '2021-06-30',
      '2021-07-01',
    ];
    const judged: number[] = [];
    for (const asOf of days) judged.push((await book.eligibility.evaluate({ asOf })).judged);
    expect(judged).toEqual([3, 1, 2, 0, 1, 0, 1]);
  });

  it('on an earlier day, is an open deal whose version was rolled back, and had not yet begun then', async () => {
    const book = await open();
    await book.put(wonDeal('a', { status: 'active', closedAt: null }));
    await book.eligibility.evaluate({ asOf: '2021-06-20' });
    await book.useRules(editedRules({}));
    expect(await book.eligibility.evaluate({ asOf: '2021-06-03' })).toMatchObject({ judged: 1, recorded: 1 });
  });

  it('are not deals that had closed before the first month with another rate', async () => {
    const book = await open();
    await book.rate('2021-05', 'EUR', '1.2');
    const euro = { currency: 'EUR', valueMinor: 1 } as const;
    await book.put(
      wonDeal('june', euro),
      wonDeal('july', { ...euro, closedAt: at('2021-07-01T00:00:00Z') }),
      wonDeal('june-by-date', { ...euro, closedAt: null, closedOn: '2021-06-30' }),
      wonDeal('july-by-date', { ...euro, closedAt: null, closedOn: '2021-07-01' }),
      wonDeal('open', { ...euro, status: 'active', closedAt: null }),
    );
    await book.eligibility.evaluate();
    await book.rate('2021-07', 'EUR', '1.3');
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 3 });
    const verdicts = await book.decisions.verdicts(['june', 'july']);
    expect([...verdicts.values()].map(({ rateVersion }) => rateVersion)).toEqual([2, 2]);
  });
});

eachDatabase('After an evaluation that was cut short', (homes) => {
  const IDS = ['a', 'b', 'c', 'd', 'e'];

  /** Judges two deals, then ends. */
  const cutShort = async (book: JudgedBook, how: { asOf?: string; all?: boolean } = {}): Promise<void> => {
    const onProgress = (deals: number): void => {
      if (deals > 0) throw new Error('the power went out');
    };
    const evaluation = book.eligibility.evaluate({ ...how, batch: 2, onProgress });
    await expect(evaluation).rejects.toThrow('the power went out');
  };

  const judgedNext = async (book: JudgedBook): Promise<number> => (await book.eligibility.evaluate()).judged;

  const open = async (): Promise<JudgedBook> => {
    const book = new JudgedBook(await homes.open(), ASKING);
    await book.put(...IDS.map((id) => wonDeal(id)));
    return book;
  };

  it('the next judges what that one did not come to', async () => {
    const book = await open();
    await cutShort(book);
    expect(await judgedNext(book)).toBe(3);
    expect(await judgedNext(book)).toBe(0);
  });

  it('the next judges the deals that it judged where something moved since', async () => {
    const book = await open();
    await cutShort(book);
    await book.put(wonDeal('b', { dealType: 'private' }));
    expect(await judgedNext(book)).toBe(4);
  });

  it('the next but one goes on where the next was cut short', async () => {
    const book = await open();
    await cutShort(book);
    await cutShort(book);
    expect(await judgedNext(book)).toBe(1);
  });

  it('the next goes on with what was due', async () => {
    const book = await open();
    await book.eligibility.evaluate();
    await book.put(wonDeal('a', { notes: 'x' }), wonDeal('c', { notes: 'x' }), wonDeal('e', { notes: 'x' }));
    await cutShort(book);
    expect(await judgedNext(book)).toBe(1);
  });

  it('of every deal the next judges the others, as it was to', async () => {
    const book = await open();
    await book.eligibility.evaluate();
    await cutShort(book, { all: true });
    expect(await judgedNext(book)).toBe(3);
  });

  it('on another day the next judges those again that it judged by other rules', async () => {
    const book = await open();
    const stillOpen = { status: 'active', closedAt: null } as const;
    await book.put(wonDeal('a', stillOpen), wonDeal('c', stillOpen));
    await book.eligibility.evaluate();
    await cutShort(book, { asOf: '2021-06-03', all: true });
    expect(await judgedNext(book)).toBe(4);
  });

  it('its verdicts that were not due are noted as resting on the rates of now', async () => {
    const book = await open();
    await book.rate('2021-06', 'JPY', '0.009');
    await book.eligibility.evaluate();
    await book.put(wonDeal('a', { notes: 'x' }), wonDeal('b', { notes: 'x' }), wonDeal('c', { notes: 'x' }));
    await book.rate('2021-07', 'JPY', '0.008');
    await cutShort(book);
    await book.eligibility.evaluate();
    const verdicts = await book.decisions.verdicts(IDS);
    expect([...verdicts.values()].map(({ rateVersion }) => rateVersion)).toEqual([2, 2, 2, 2, 2]);
  });

  it('before it was noted how far one came, the next judges every deal', async () => {
    const book = await open();
    const { writer } = book.database;
    await book.eligibility.evaluate();
    await down(writer);
    const unfinished = { as_of: '2021-06-03', started_at: 1, rule_set_id: 1, known_at: 1 };
    await writer('evaluations').insert(unfinished);
    await up(writer);
    expect(await judgedNext(book)).toBe(5);
    expect(await judgedNext(book)).toBe(0);
  });
});
