import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DomainError } from '../kernel/errors.js';
import type { Page } from '../kernel/page.js';

/** One evaluation of the book: on which day, when, and how much it judged and recorded. Instants in epoch ms. */
export interface Evaluation {
  readonly evaluationId: number;
  /** The UTC day that open deals were judged on. */
  readonly asOf: string;
  readonly startedAt: number;
  /** Null while it runs, and for ever if it was cut short. */
  readonly finishedAt: number | null;
  readonly judged: number;
  readonly recorded: number;
  /** The rule set it judged by; null where that was not kept yet. */
  readonly ruleSetId: number | null;
  /** It judged by catalogues, customers and rates as they were known then; null where that was not kept yet. */
  readonly knownAt: number | null;
}

/** The deals that an evaluation was to judge and did not come to: of all, or of those that were due to it. */
export interface DealsLeft {
  readonly of: 'all' | 'due';
  /** Those with an id after this. */
  readonly after: string;
}

/** An evaluation of which it is known what it judged by, and how far it came. */
export interface SettledEvaluation extends Evaluation {
  readonly ruleSetId: number;
  readonly knownAt: number;
  /** Null when it was finished. */
  readonly left: DealsLeft | null;
}

/** What is noted of an evaluation when it begins. */
type EvaluationStart = Pick<Evaluation, 'asOf' | 'startedAt' | 'ruleSetId' | 'knownAt'>;

interface EvaluationRow {
  readonly evaluation_id: number;
  readonly as_of: string;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly deals_judged: number;
  readonly decisions_recorded: number;
  readonly rule_set_id: number | null;
  readonly known_at: number | null;
  readonly judges_all: number | null;
  readonly judged_up_to: string;
}

const COLUMNS = `evaluation_id, as_of, started_at, finished_at, deals_judged, decisions_recorded, rule_set_id, known_at,
  judges_all, judged_up_to`;

/** The evaluations of the book. */
@Injectable()
export class EvaluationsStore {
  constructor(private readonly database: Database) {}

  /**
   * Notes that an evaluation begins; its id.
   * @throws DomainError `conflict` when the rule set it is to judge by is not the one in force any more.
   */
  async start({ asOf, startedAt, ruleSetId, knownAt }: EvaluationStart): Promise<number> {
    return this.database.transaction(async () => {
      const rows = await this.database.rows<Pick<EvaluationRow, 'evaluation_id'>>(
        this.database.writer,
        `insert into evaluations (as_of, started_at, rule_set_id, known_at)
         values (?, ?, ?, ?) returning evaluation_id`,
        [asOf, startedAt, ruleSetId, knownAt],
      );
      const [row] = rows;
      if (row === undefined) throw new TypeError('The database gave the evaluation no id.');
      await this.requireInForce(ruleSetId);
      return row.evaluation_id;
    });
  }

  /**
   * Waits, inside the open transaction, until no other evaluation is storing a batch.
   * @throws DomainError `conflict` when a later evaluation has begun: it may know more, so this one must stop.
   */
  async takeTurn(evaluationId: number): Promise<void> {
    await this.database.lockVerdicts();
    const last = await this.last();
    if (last === null || last.evaluationId === evaluationId) return;
    const message = `Evaluation ${evaluationId} stopped: evaluation ${last.evaluationId} began after it and takes over.`;
    throw new DomainError('conflict', message, [
      { message, remedy: 'Wait for the later one; it judges everything that is left.' },
    ]);
  }

  /** Notes that an evaluation is done, with its counts. */
  async finish(evaluationId: number, finishedAt: number, judged: number, recorded: number): Promise<void> {
    const counts = { deals_judged: judged, decisions_recorded: recorded };
    await this.update(evaluationId, { finished_at: finishedAt, ...counts });
  }

  /** The evaluation of an id, or null. */
  async find(evaluationId: number): Promise<Evaluation | null> {
    const rows = await this.read('where evaluation_id = ?', [evaluationId], 1);
    return rows[0] ?? null;
  }

  /** Evaluations by id; one that there is not is not in the map. */
  async findAll(evaluationIds: readonly number[]): Promise<ReadonlyMap<number, Evaluation>> {
    if (evaluationIds.length === 0) return new Map();
    const where = `where evaluation_id in (${evaluationIds.map(() => '?').join(', ')})`;
    const found = await this.read(where, evaluationIds, evaluationIds.length);
    return new Map(found.map((evaluation) => [evaluation.evaluationId, evaluation]));
  }

  /** The evaluation begun last, finished or not; null before the first. */
  async last(): Promise<Evaluation | null> {
    return (await this.read('', [], 1))[0] ?? null;
  }

  /**
   * The evaluation before this one, finished or not, as which all verdicts stand but those that it did not come to;
   * null where it came to none, or it is not known what it judged by. Ask once this one is noted: from then on no
   * earlier one stores anything.
   */
  async settledBefore(evaluationId: number): Promise<SettledEvaluation | null> {
    // One that has not even noted what it is to judge has judged nothing.
    const noted = 'where (finished_at is not null or judges_all is not null) and evaluation_id < ?';
    const [row] = await this.rows(noted, [evaluationId], 1);
    if (row === undefined || row.rule_set_id === null || row.known_at === null) return null;
    const settled = { ...toEvaluation(row), ruleSetId: row.rule_set_id, knownAt: row.known_at };
    if (row.finished_at !== null) return { ...settled, left: null };
    const left: DealsLeft = { of: row.judges_all === 1 ? 'all' : 'due', after: row.judged_up_to };
    return left.of === 'all' && left.after === '' ? null : { ...settled, left };
  }

  /** Notes, before it judges any, whether an evaluation is to judge every deal, or those that are due to it. */
  async noteScope(evaluationId: number, scope: DealsLeft['of']): Promise<void> {
    await this.update(evaluationId, { judges_all: scope === 'all' ? 1 : 0 });
  }

  /** Notes, with the verdicts of some deals, the last of their ids. */
  async noteJudged(evaluationId: number, upTo: string): Promise<void> {
    await this.update(evaluationId, { judged_up_to: upTo });
  }

  /** One page of evaluations, the newest first; the cursor is the last one's id. */
  async list(before: number | null, limit: number): Promise<Page<Evaluation>> {
    const rows = await this.read(
      before === null ? '' : 'where evaluation_id < ?',
      before === null ? [] : [before],
      limit + 1,
    );
    const items = rows.slice(0, limit);
    const lastId = items.at(-1)?.evaluationId;
    return { items, nextCursor: rows.length > limit && lastId !== undefined ? String(lastId) : null };
  }

  /**
   * Asked after the evaluation is noted: whoever changes the rules from then on evaluates later, and takes over.
   * Asked before, an evaluation could begin after theirs, by the rules from before.
   */
  private async requireInForce(ruleSetId: number | null): Promise<void> {
    const rows = await this.database.rows<{ last: number | null }>(
      this.database.reader,
      'select max(rule_set_id) as last from rule_sets',
      [],
    );
    if (rows[0]?.last === ruleSetId) return;
    const message = 'The rules in force were changed while this evaluation was about to begin.';
    throw new DomainError('conflict', message, [{ message, remedy: 'Evaluate again.' }]);
  }

  private async update(evaluationId: number, cells: Partial<EvaluationRow>): Promise<void> {
    await this.database.writer('evaluations').where({ evaluation_id: evaluationId }).update(cells);
  }

  private async read(where: string, bindings: readonly number[], limit: number): Promise<Evaluation[]> {
    return (await this.rows(where, bindings, limit)).map(toEvaluation);
  }

  private async rows(where: string, bindings: readonly number[], limit: number): Promise<EvaluationRow[]> {
    return this.database.rows<EvaluationRow>(
      this.database.reader,
      `select ${COLUMNS} from evaluations ${where} order by evaluation_id desc limit ?`,
      [...bindings, limit],
    );
  }
}

function toEvaluation(row: EvaluationRow): Evaluation {
  return {
    evaluationId: row.evaluation_id,
    asOf: row.as_of,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    judged: row.deals_judged,
    recorded: row.decisions_recorded,
    ruleSetId: row.rule_set_id,
    knownAt: row.known_at,
  };
}
