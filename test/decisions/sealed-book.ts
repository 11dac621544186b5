import { at } from '../support/a-deal.js';
import type { Home } from '../support/each-database.js';
import { Book, RULES } from '../support/open-book.js';

const SOLUTIONS = 'solution_id,name,kind,incentive,valid_from,valid_until';
const DEALS =
  'deal_id,status,deal_type,microsoft_status,customer_name,customer_country,solutions,created_at,closed_at,updated_at';

/** A solutions file in which the one solution has the incentive that makes deals eligible. */
export const SOLUTION_WITH_INCENTIVE = `${SOLUTIONS}\ns-1,Contoso Lake,own,azure-ip-co-sell,,\n`;

/** Ids that sort otherwise in other orders than that of code points. */
const DEAL_IDS = ['a-1', 'B-2', 'a-10', 'ä-3', '中-4', '😀-5', 'Ω "6"', 'opp-7'] as const;

function deal(dealId: string, status: string, closedAt: string, updatedAt: string): string {
  const id = `"${dealId.replaceAll('"', '""')}"`;
  return `${id},${status},partner-led,none,Fabrikam,US,s-1,2021-06-01T08:00:00Z,${closedAt},${updatedAt}`;
}

function dealsFile(rows: readonly string[]): string {
  return [DEALS, ...rows, ''].join('\n');
}

/**
 * A book judged five times over a summer: new deals, deals that are won (one of them too early), a solution that
 * turns out to have had no incentive, nothing at all, and a late deal. Four of the evaluations add decisions, and so
 * a seal each.
 */
export async function sealedBook(home: Home, rulesDir = RULES): Promise<Book> {
  const book = await Book.open(home, at('2021-06-02T09:00:00Z'), rulesDir);
  await book.importText('solutions.csv', SOLUTION_WITH_INCENTIVE);
  const early = DEAL_IDS.slice(0, 7).map((id) => deal(id, 'active', '', '2021-06-01T12:00:00Z'));
  await book.importText('deals-1.csv', dealsFile(early));
  await book.eligibility.evaluate();

  book.setNow(at('2021-06-10T09:00:00Z'));
  const [first, second, third] = DEAL_IDS;
  const won = [
    deal(first, 'won', '2021-06-08T08:00:00Z', '2021-06-08T09:00:00Z'),
    deal(second, 'won', '2021-06-02T08:00:00Z', '2021-06-02T09:00:00Z'),
    deal(third, 'lost', '2021-06-07T08:00:00Z', '2021-06-07T09:00:00Z'),
  ];
  await book.importText('deals-2.csv', dealsFile(won));
  await book.eligibility.evaluate();

  book.setNow(at('2021-07-01T09:00:00Z'));
  await book.importText('solutions-2.csv', `${SOLUTIONS}\ns-1,Contoso Lake,own,,,\n`);
  await book.eligibility.evaluate();

  book.setNow(at('2021-08-01T09:00:00Z'));
  await book.eligibility.evaluate();

  book.setNow(at('2021-09-01T09:00:00Z'));
  await book.importText('deals-3.csv', dealsFile([deal('opp-7', 'active', '', '2021-08-30T09:00:00Z')]));
  await book.eligibility.evaluate();
  return book;
}
