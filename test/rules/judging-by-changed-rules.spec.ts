import { expect, it } from '@jest/globals';
import { at, wonDeal } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { JudgedBook } from '../support/judged-book.js';
import { RulesCopy } from '../support/rules-copy.js';

const active = (text: string): string => text.replace('"inactive"', '"active"');
const endingIn = (day: string) => (text: string) => text.replace('"until": null', `"until": "${day}"`);

eachDatabase('Judging after the rules changed', (homes) => {
  /** In force from 20 August 2021 on, in place of the version before. */
  const successor = (): RulesCopy => {
    const rules = new RulesCopy();
    rules.edit('2021-05-07', endingIn('2021-08-20'));
    rules.edit('2021-08-20', active);
    return rules;
  };

  it('touches only the deals that fall to another version', async () => {
    const book = new JudgedBook(await homes.open());
    book.now = at('2021-10-01T09:00:00Z');
    await book.catalogue('s-1', 'azure-ip-co-sell');
    await book.put(
      wonDeal('june'),
      wonDeal('september', { closedAt: at('2021-09-10T10:00:00Z') }),
      wonDeal('either', {
        closedAt: null,
        closedNotBefore: at('2021-08-19T00:00:00Z'),
        closedNotAfter: at('2021-08-21T00:00:00Z'),
      }),
    );
    await book.eligibility.evaluate();
    await book.useRules(successor().path);
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 2, recorded: 2 });
    const verdicts = await book.decisions.verdicts(['june', 'september', 'either']);
    expect(
      [...verdicts.values()]
        .map(({ dealId, policyVersion, outcome }) => [dealId, policyVersion, outcome])
        .toSorted(),
    ).toEqual([
      ['either', '2021-08-20', 'undetermined'],
      ['june', '2021-05-07', 'eligible'],
      ['september', '2021-08-20', 'undetermined'],
    ]);
    expect(await book.eligibility.evaluate()).toMatchObject({ judged: 0, recorded: 0 });
  });

  it('comes to the same as judging every deal', async () => {
    const book = new JudgedBook(await homes.open());
    book.now = at('2021-10-01T09:00:00Z');
    await book.catalogue('s-1', 'azure-ip-co-sell');
    const days = ['2020-09-21', '2021-02-02', '2021-05-07', '2021-08-19', '2021-08-20', '2021-09-30'];
    const deals = days.flatMap((day) => [
      wonDeal(`won-${day}`, { closedAt: at(`${day}T12:00:00Z`) }),
      wonDeal(`by-${day}`, { closedAt: null, closedNotAfter: at(`${day}T12:00:00Z`) }),
      wonDeal(`open-${day}`, { status: 'active', closedAt: null }),
    ]);
    await book.put(...deals);
    await book.eligibility.evaluate();
    for (const rules of [successor(), new RulesCopy()]) {
      await book.useRules(rules.path);
      await book.eligibility.evaluate();
      expect(await book.eligibility.evaluate({ all: true })).toMatchObject({
        judged: deals.length,
        recorded: 0,
      });
    }
  });

  it('does not begin by rules that are not in force any more', async () => {
    const book = new JudgedBook(await homes.open());
    await book.put(wonDeal('a'));
    const { ruleSetId } = await book.policies.current();
    await book.useRules(successor().path);
    const told = { asOf: '2021-07-01', startedAt: book.now, contextHash: '', knownAt: 0 };
    await expect(book.evaluations.start({ ...told, ruleSetId })).rejects.toMatchObject({ code: 'conflict' });
    expect((await book.evaluations.list(null, 10)).items).toEqual([]);
    await book.eligibility.evaluate();
    expect(await book.evaluations.last()).toMatchObject({ ruleSetId: ruleSetId + 1 });
  });
});
