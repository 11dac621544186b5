import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPolicyFolder } from '../../src/policies/policy-files.js';
import { RuleSetsStore } from '../../src/policies/rule-sets.store.js';
import type { Home } from './each-database.js';
import { Book, RULES } from './open-book.js';

const SOLUTIONS = 'solution_id,name,kind,incentive,valid_from,valid_until\n';
const CUSTOMERS = 'duns,name,country,managed_by_microsoft\n';
const RATES = 'month,currency,usd_per_unit\n';

/** Epoch ms of an hour of June 2021, the month of the story. */
export function june(day: number, hour = 0): number {
  return Date.UTC(2021, 5, day, hour);
}

/**
 * Three weeks of June 2021, told to a book file by file: `d1` is accepted by Microsoft and won, `d2` stays open while
 * rates, customers and rules change around it. The book was judged after most files.
 */
export async function tellStory(home: Home): Promise<{ readonly book: Book; readonly rulesDir: string }> {
  const rulesDir = mkdtempSync(join(tmpdir(), 'dealproof-rules-'));
  cpSync(RULES, rulesDir, { recursive: true, filter: (file) => !file.endsWith('.cases.json') });
  const book = await Book.open(home, june(1), rulesDir);
  const at = async (now: number, name: string, text: string): Promise<void> => {
    book.setNow(now);
    const { rejected } = await book.importText(name, text);
    if (rejected > 0) throw new Error(`${name} has rejects`);
  };
  const judge = async (now: number): Promise<void> => {
    book.setNow(now);
    await book.eligibility.evaluate();
  };
  const head = 'deal_id,updated_at,status,microsoft_status,closed_at,solutions';
  const constant = 'deal_type,created_at,value,currency,customer_name,customer_country';
  const told = (deal: string, rest: string): string =>
    `${deal},${rest},co-sell,2021-06-01T08:00:00Z,20500,EUR,Contoso,US\n`;
  const deals = (...rows: readonly string[]): string => `${head},${constant}\n${rows.join('')}`;

  await at(june(1, 9), 'solutions.csv', `${SOLUTIONS}S-1,Lake,own,azure-ip-co-sell,,\n`);
  await at(june(1, 10), 'rates.csv', `${RATES}2021-06,EUR,1.20\n`);
  await at(
    june(2, 6),
    'deals-1.csv',
    deals(
      told('d1', '2021-06-02T05:00:00Z,active,pending,,'),
      told('d2', '2021-06-02T05:00:00Z,active,accepted,,S-1'),
    ),
  );
  await judge(june(2, 12));
  await at(june(5, 6), 'deals-2.csv', deals(told('d1', '2021-06-04T05:00:00Z,active,accepted,,')));
  await judge(june(5, 12));
  // A late file: which solution the deal had two days before it was last told of.
  await at(
    june(8, 6),
    'late.csv',
    'deal_id,status,updated_at,solutions\nd1,active,2021-06-02T10:00:00Z,S-1\n',
  );
  await judge(june(8, 12));
  await at(
    june(11, 6),
    'deals-3.csv',
    deals(told('d1', '2021-06-10T05:00:00Z,won,accepted,2021-06-09T07:00:00Z,S-1')),
  );
  await judge(june(11, 12));
  book.setNow(june(15, 8));
  await newRules(book, rulesDir);
  await judge(june(15, 12));
  await at(june(18, 6), 'rates-corrected.csv', `${RATES}2021-06,EUR,1.25\n`);
  await judge(june(18, 12));
  await at(june(20, 6), 'customers.csv', `${CUSTOMERS},Contoso,US,yes\n`);
  await judge(june(20, 12));
  // Two things at once, each with its own effect.
  await at(june(22, 6), 'customers-2.csv', `${CUSTOMERS},Contoso,US,no\n`);
  await at(june(22, 7), 'deals-4.csv', deals(told('d2', '2021-06-21T05:00:00Z,active,declined,,S-1')));
  await judge(june(22, 12));
  book.setNow(june(30));
  return { book, rulesDir };
}

/** From 15 June on the stricter version judges: also by value and customer. */
async function newRules(book: Book, rulesDir: string): Promise<void> {
  const edit = (version: string, ...edits: readonly (readonly [RegExp, string])[]): void => {
    const file = join(rulesDir, 'deal-registration', `${version}.json`);
    const text = edits.reduce((all, [from, to]) => all.replace(from, to), readFileSync(file, 'utf8'));
    writeFileSync(file, text);
  };
  edit('2021-05-07', [/"until": null/, '"until": "2021-06-15"']);
  edit('2021-08-20', [/"inactive"/, '"active"'], [/"from": "2021-08-20"/, '"from": "2021-06-15"']);
  const { policies, texts } = await loadPolicyFolder(rulesDir);
  const store = book.app.get(RuleSetsStore);
  const members = policies.flatMap((policy) =>
    policy.status === 'active'
      ? [{ policy, text: texts.get(`${policy.policy}/${policy.version}.json`) ?? '' }]
      : [],
  );
  await store.add(
    {
      action: 'activated',
      version: '2021-08-20',
      by: 'test',
      now: june(15, 8),
      members,
      files: [],
      impact: null,
    },
    (await store.last())?.ruleSetId ?? null,
  );
}
