import Table from 'cli-table3';
import type { Amount, Effect, EffectOn } from './domain/impact.js';
import { RESULT_WORDS } from './domain/judged-twice.js';
import type { DraftImpact } from './impact.service.js';

/** An impact as a page for a person. Tables without rows are left out. */
export function renderImpact(impact: DraftImpact): string {
  const { deals, judgedByDraft, overWholeBook, wholeBook } = impact;
  return [
    heading(impact),
    '',
    `${deals} deals in the book, ${judgedByDraft} of them judged by the draft as of ${impact.asOf}.`,
    ...(wholeBook ? [] : ['As it comes into force:']),
    ...totals(impact),
    ...(wholeBook ? [] : ['Were it in force for the whole book:', ...totals(overWholeBook)]),
    ...table(
      'Outcomes of these deals',
      ['now', 'then', ...AMOUNT],
      impact.byTransition.map((row) => [row.before, row.after, ...cells(row)]),
    ),
    ...table(
      'Criteria',
      ['criterion', 'now', 'then', ...AMOUNT],
      impact.byCriterion.map((row) => [
        row.criterion,
        RESULT_WORDS[row.before],
        RESULT_WORDS[row.after],
        ...cells(row),
      ]),
    ),
    ...effects('Deal types', impact.byDealType),
    ...effects('Campaigns', impact.byCampaign),
    ...effects('Months of closing', impact.byMonth),
    ...table(
      'Price of each criterion: won deals that fail it alone',
      ['criterion', ...AMOUNT],
      impact.price.map((row) => [row.criterion, ...cells(row)]),
    ),
  ].join('\n');
}

const AMOUNT = ['deals', 'USD', 'without USD value'];

function heading({ policy, version, effective, predecessor, wholeBook }: DraftImpact): string {
  if (wholeBook) return `Every deal judged by ${policy} ${version}, whatever its day`;
  const until = effective.until === null ? '' : ` until ${effective.until}`;
  const instead = predecessor === null ? '' : `, in place of ${predecessor}`;
  return `${policy} ${version} in force from ${effective.from}${until}${instead}`;
}

function totals({ changed, lost, gained }: Effect): readonly string[] {
  return [
    `  change                           ${told(changed)}`,
    `  could no longer be registered    ${told(lost)}`,
    `  could be registered, unlike now  ${told(gained)}`,
  ];
}

function told({ deals, valueUsd, withoutValue }: Amount): string {
  const unknown = withoutValue === 0 ? '' : ` (${withoutValue} of them without a known USD value)`;
  return `${deals} ${deals === 1 ? 'deal' : 'deals'}, ${valueUsd} USD${unknown}`;
}

function effects(title: string, rows: readonly EffectOn[]): readonly string[] {
  const head = ['', ...AMOUNT, 'lost', 'lost USD', 'gained', 'gained USD'];
  const lines = rows.map(({ key, changed, lost, gained }) => [
    key ?? '(none)',
    ...cells(changed),
    lost.deals,
    lost.valueUsd,
    gained.deals,
    gained.valueUsd,
  ]);
  return table(title, head, lines);
}

function cells({ deals, valueUsd, withoutValue }: Amount): readonly (string | number)[] {
  return [deals, valueUsd, withoutValue];
}

function table(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] {
  if (rows.length === 0) return [];
  const drawn = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const row of rows) {
    drawn.push(
      row.map((cell) => (/^-?[\d.]+$/.test(String(cell)) ? { content: cell, hAlign: 'right' } : cell)),
    );
  }
  return ['', title, drawn.toString()];
}
