import { beforeAll, expect, it } from '@jest/globals';
import { historySchema, toHistoryResponse } from '../../src/history/history.schemas.js';
import { renderHistory } from '../../src/history/render-history.js';
import { eachDatabase } from '../support/each-database.js';
import type { Book } from '../support/open-book.js';
import { june, tellStory } from '../support/told-book.js';

const alone = { suffices: true, necessary: true };
const together = { suffices: false, necessary: true };

eachDatabase('the history of a deal', (homes) => {
  let book: Book;
  beforeAll(async () => {
    ({ book } = await tellStory(await homes.create()));
  });

  it('attributes each verdict to what the files changed', async () => {
    const { decisions } = await book.history.of('d1');
    expect(decisions.map(({ decidedAt, outcome, attribution }) => [decidedAt, outcome, attribution])).toEqual(
      [
        [june(2, 12), 'pending', { causes: [], details: [] }],
        [
          june(5, 12),
          'pending',
          {
            causes: [{ cause: 'data', ...alone }],
            details: [
              'the deal changed: microsoftStatus pending → accepted turned microsoft-acceptance from fail to pass',
            ],
          },
        ],
        [
          june(8, 12),
          'pending',
          {
            causes: [{ cause: 'data', ...alone }],
            details: [
              'the deal changed: hasIncentiveEligibleSolution not known → true turned incentive-eligible-solution from unknown to pass',
            ],
          },
        ],
        [
          june(11, 12),
          'eligible',
          {
            causes: [{ cause: 'data', ...alone }],
            details: [
              'the deal changed: status active → won turned won from fail to pass',
              'the deal changed: hoursFromCreationToWon not known → 191 turned creation-to-won-gap from unknown to pass',
              'the deal changed: status active → won moved the outcome from pending to eligible',
            ],
          },
        ],
      ],
    );
  });

  it('tells the deal from the rules, the rates, the customers and the day around it', async () => {
    const { decisions } = await book.history.of('d2');
    expect(decisions.map(({ attribution: { causes } }) => causes)).toEqual([
      [],
      // The new rules hold from that day on: it takes both.
      [
        { cause: 'policy', ...together },
        { cause: 'day', ...together },
      ],
      [{ cause: 'rate', ...alone }],
      [{ cause: 'catalogue', ...alone }],
      [
        { cause: 'data', ...together },
        { cause: 'catalogue', ...together },
      ],
    ]);
    const details = decisions.map((decision) => decision.attribution.details);
    expect(details[1]).toContain(
      'the rules changed (judged by version 2021-08-20 instead of version 2021-05-07), which adds deal-value (fail)',
    );
    expect(details.slice(2)).toEqual([
      ['the exchange rates changed: dealValueUsd 24600 → 25625 turned deal-value from fail to pass'],
      [
        'the solutions or customers changed: customerManagedByMicrosoft not known → true turned managed-customer from unknown to pass',
      ],
      [
        'the deal changed: microsoftStatus accepted → declined turned microsoft-acceptance from pass to fail',
        'the solutions or customers changed: customerManagedByMicrosoft true → false turned managed-customer from pass to fail',
      ],
    ]);
  });

  it('reads rules, evaluations and surroundings once, however many decisions they made', async () => {
    const selects: string[] = [];
    const listen = ({ sql }: { sql: string }): void => void selects.push(sql);
    const { reader, writer } = book.database;
    const asked = async (): Promise<number> => {
      selects.length = 0;
      reader.on('query', listen);
      await book.history.of('d1');
      reader.off('query', listen);
      const of = (table: string): number => selects.filter((sql) => sql.includes(` from ${table}`)).length;
      expect([of('policy_versions'), of('evaluations'), of('rule_sets ')]).toEqual([1, 1, 1]);
      return selects.length;
    };
    const before = await asked();
    const columns =
      'deal_version, policy, policy_version, policy_hash, pass_mask, fail_mask, outcome, rate_version, decided_at, evaluation_id, cause, seal_id';
    const more = `insert into decisions (deal_id, sequence, ${columns}) select deal_id, sequence + 4, ${columns}`;
    await writer.raw(`${more} from decisions where deal_id = 'd1'`);
    try {
      expect(await asked()).toBe(before);
    } finally {
      await writer.raw("delete from decisions where deal_id = 'd1' and sequence > 4");
    }
  });

  it('tells data and verdicts in one order', async () => {
    const history = toHistoryResponse(await book.history.of('d1'));
    expect(historySchema.strict().parse(history)).toEqual(history);
    expect(history.timeline.map(({ what, number }) => `${what} ${number}`)).toEqual(
      [1, 2, 3, 4].flatMap((number) => [`change ${number}`, `decision ${number}`]),
    );
    const lines = renderHistory(await book.history.of('d1')).split('\n');
    expect(lines.filter((line) => /value|currency/i.test(line))).toEqual(['    value: 20500.00 EUR']);
    expect(lines.filter((line) => line.startsWith('2021-'))).toEqual(
      [
        ['2021-06-02T06:00:00.000Z  version 1, learnt from deals', 'verdict 1: PENDING', 'the first verdict'],
        ['2021-06-05T06:00:00.000Z  version 2, learnt from deals', 'verdict 2: PENDING', 'because of data'],
        ['2021-06-08T06:00:00.000Z  version 3, learnt from deals', 'verdict 3: PENDING', 'because of data'],
        ['2021-06-11T06:00:00.000Z  version 4, learnt from deals', 'verdict 4: ELIGIBLE', 'because of data'],
      ].flatMap(([version = '', verdict = '', cause = '']) => [
        expect.stringContaining(version),
        expect.stringMatching(new RegExp(`${verdict} by deal-registration 2021-05-07, ${cause}$`)),
      ]),
    );
  });
});
