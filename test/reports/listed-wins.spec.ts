import { expect, it } from '@jest/globals';
import { PackedStandings } from '../../src/deals/domain/standing.js';
import { STANDING_COLUMNS, standingRow } from '../../src/deals/standings.store.js';
import type { ShownWin, StandingVerdict } from '../../src/reports/domain/won-deal.js';
import { ListedWins } from '../../src/reports/read-models/listed-wins.js';
import { TextLines } from '../../src/reports/read-models/text-lines.js';
import { NAME_COLUMNS, storedRecord } from '../../src/reports/read-models/win-record.js';
import { aDeal } from '../support/a-deal.js';

/** Names that need escapes, have no letters of ours, or are longer than all that a page has room for at first. */
const NAMES = ['Contoso', '“Fabrikam”, "north"\n;', '株式会社青葉物流', null, '\u2028\\', 'Å'.repeat(70_000)];

const VERDICTS: readonly (StandingVerdict | null)[] = [
  { outcome: 'eligible', policyVersion: '2020-09-22', policyHash: 'sha256:1', passMask: 7, failMask: 0 },
  null,
  { outcome: 'at-risk', policyVersion: '2020-09-22', policyHash: 'sha256:1', passMask: 3, failMask: 4 },
];

const DEALS = Array.from({ length: 1234 }, (_, n) =>
  aDeal({
    dealId: `${String(n).padStart(4, '0')}-ø`,
    name: NAMES[n % (n % 100 === 0 ? NAMES.length : NAMES.length - 1)] ?? null,
    customerName: NAMES[(n * 3) % 5] ?? null,
    status: 'won',
    valueMinor: n % 5 === 0 ? null : n * 100,
    currency: n % 5 === 0 ? null : 'SEK',
    registrationState: n % 3 === 0 ? 'submitted' : null,
    registrationSubmittedOn: n % 3 === 0 ? '2021-03-01' : null,
  }),
);

const placeOf = (n: number): number => (n * 7919) % 50;

it('shows each deal as its row says, in the order of its place and within one as they came', async () => {
  const rows = DEALS.map((deal) => {
    const row = standingRow(deal, [], []);
    return Object.fromEntries(STANDING_COLUMNS.map(({ name }, index) => [name, row[index] ?? null]));
  });
  const standings = PackedStandings.of(rows.map(({ facts }) => facts).join(''));
  const lines = TextLines.of(
    rows.map((row) => JSON.stringify(NAME_COLUMNS.map((name) => row[name]))).join('\n'),
  );
  const listed = new ListedWins();
  for (const n of DEALS.keys()) {
    const record = { ...storedRecord(standings, lines, n), untold: n % 11 === 0 };
    await listed.add(placeOf(n), VERDICTS[n % 3] ?? null, record);
  }
  const shown: unknown[] = [];
  const told = ({ deal: { valueMinor, currency, dealType }, ...rest }: ShownWin) => {
    return { ...rest, valueMinor, currency, dealType };
  };
  for await (const page of listed.pages()) shown.push(...page.map(told));
  await listed.close();
  const expected = [...DEALS.entries()]
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b) || a - b)
    .map(([n, deal]) => ({
      dealId: deal.dealId,
      name: deal.name,
      customerName: deal.customerName,
      registrationState: n % 11 === 0 ? null : deal.registrationState,
      registrationSubmittedOn: n % 11 === 0 ? null : deal.registrationSubmittedOn,
      registrationDecidedOn: null,
      verdict: VERDICTS[n % 3] ?? null,
      valueMinor: deal.valueMinor,
      currency: deal.currency,
      dealType: deal.dealType,
    }));
  expect(shown).toEqual(expected);
});
