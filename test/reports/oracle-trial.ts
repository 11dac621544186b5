import fc from 'fast-check';
import type { Database } from '../../src/database/database.js';
import { arbitraryBook, arbitraryQuestion } from './arbitrary-book.js';
import { Oracle } from './oracle.js';
import { type JsonReport, ReportDesk } from './report-harness.js';

/** Books for each property on SQLite; PostgreSQL is asked about a tenth of them. */
const RUNS = Number(process.env.PROVE_REPORTS ?? 300);

type Options = Readonly<Record<string, unknown>>;

/** Asks for reports on random books. */
export class Trial {
  readonly runs: number;
  readonly desk: ReportDesk;

  constructor(readonly database: Database) {
    this.desk = new ReportDesk(database, Date.UTC(2022, 5, 1));
    this.runs = database.engine === 'sqlite' ? RUNS : Math.ceil(RUNS / 10);
  }

  /** Asks a report about random books and holds it against the oracle. */
  async agree(
    name: string,
    options: (oracle: Oracle) => Options,
    check: (oracle: Oracle, report: JsonReport) => void,
  ): Promise<void> {
    await fc.assert(
      fc.asyncProperty(arbitraryBook, arbitraryQuestion, async (book, question) => {
        await this.desk.holds(book);
        const oracle = new Oracle(book, question);
        check(oracle, await this.desk.json(name, options(oracle)));
        return true;
      }),
      { numRuns: this.runs },
    );
  }
}

/** The question without its period. */
export function inReport({ question, currency }: Oracle): Options {
  return { zone: question.zone, asOf: question.asOfDay, currency };
}

/** The question with its period. */
export function withPeriod(oracle: Oracle): Options {
  const { from, to } = oracle.question;
  return { ...inReport(oracle), from: from ?? undefined, to: to ?? undefined };
}
