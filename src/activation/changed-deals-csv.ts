import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvStream } from '../csv/csv-stream.js';
import { guardFormula } from '../csv/formula-guard.js';
import { formatMinorUnits } from '../kernel/money.js';
import { closingMonth, type CriterionChange, RESULT_WORDS } from './domain/judged-twice.js';
import type { ChangedDeal } from './impact.service.js';

const TITLES = [
  'Deal id',
  'Deal',
  'Deal type',
  'Campaign id',
  'Closed in',
  'Value (USD)',
  'Version before',
  'Version after',
  'Outcome before',
  'Outcome after',
  'Criteria that change',
];

/** Writes the deals that a draft changes something for as CSV, as fast as the destination takes them. */
export class ChangedDealsCsv {
  private readonly lines = csvStream(TITLES);
  private readonly written: Promise<void>;

  constructor(destination: Writable) {
    this.written = pipeline(this.lines, destination);
    // A failure is thrown by `add` or `end`, whichever comes next; until then nobody waits for it.
    this.written.catch(() => undefined);
  }

  /** Adds a line for each deal; waits while the destination is busy, and throws when it has failed. */
  readonly add = async (changed: readonly ChangedDeal[]): Promise<void> => {
    for (const deal of changed) {
      if (!this.lines.write(lineOf(deal))) await Promise.race([once(this.lines, 'drain'), this.written]);
    }
  };

  /** Ends the file. */
  async end(): Promise<void> {
    this.lines.end();
    await this.written;
  }

  /** Breaks the file off, so that nobody takes a part of it for the whole. */
  breakOff(error: Error): void {
    this.lines.destroy(error);
  }
}

function lineOf({ deal, usdCents, before, after, criteria }: ChangedDeal): readonly (string | null)[] {
  const text = (value: string | null): string | null => (value === null ? null : guardFormula(value));
  return [
    text(deal.dealId),
    text(deal.name),
    deal.dealType,
    text(deal.campaignId),
    closingMonth(deal),
    usdCents === null ? null : formatMinorUnits(usdCents, 'USD'),
    before.policy?.version ?? null,
    after.policy?.version ?? null,
    before.outcome,
    after.outcome,
    criteria.map(inWords).join('; '),
  ];
}

function inWords({ criterion, before, after }: CriterionChange): string {
  return `${criterion}: ${RESULT_WORDS[before]} → ${RESULT_WORDS[after]}`;
}
