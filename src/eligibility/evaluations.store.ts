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

/** An evaluation of which it is known what it judged by. */
export interface SettledEvaluation extends Evaluation {
  readonly ruleSetId: number;
  readonly knownAt: number;
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
}

const COLUMNS =
  'evaluation_id, as_of, started_at, finished_at, deals_judged, decisions_recorded, rule_set_id, known_at';

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
    await this.database
      .writer('evaluations')
      .where({ evaluation_id: evaluationId })
      .update({ finished_at: finishedAt, deals_judged: judged, decisions_recorded: recorded });
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
   * The finished evaluation that was begun last before this one, if verdicts are still as it left them or as the rules
   * and day of this one make them; else null, also where it was not kept yet what it judged by. One that was not
   * finished since may have judged by others. Ask once this one is noted: from then on no earlier one stores anything.
   */
  async settledBefore(
    evaluationId: number,
    { asOf, ruleSetId }: Pick<Evaluation, 'asOf' | 'ruleSetId'>,
  ): Promise<SettledEvaluation | null> {
    const [last] = await this.read('where finished_at is not null and evaluation_id < ?', [evaluationId], 1);
    if (last === undefined) return null;
    const { ruleSetId: lastRuleSetId, knownAt } = last;
    if (lastRuleSetId === null || knownAt === null) return null;
    const notFinished = await this.database.rows<{ evaluations: number }>(
      this.database.reader,
      `select count(*) as evaluations from evaluations
        where evaluation_id > ? and evaluation_id < ? and not (as_of = ? and rule_set_id is not distinct from ?)`,
      [last.evaluationId, evaluationId, asOf, ruleSetId],
    );
    return notFinished[0]?.evaluations === 0 ? { ...last, ruleSetId: lastRuleSetId, knownAt } : null;
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

  private async read(where: string, bindings: readonly number[], limit: number): Promise<Evaluation[]> {
    const rows = await this.database.rows<EvaluationRow>(
      this.database.reader,
      `select ${COLUMNS} from evaluations ${where} order by evaluation_id desc limit ?`,
      [...bindings, limit],
    );
    return rows.map((row) => ({
      evaluationId: row.evaluation_id,
      asOf: row.as_of,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      judged: row.deals_judged,
      recorded: row.decisions_recorded,
      ruleSetId: row.rule_set_id,
      knownAt: row.known_at,
    }));
  }
}
