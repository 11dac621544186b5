import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { BulkColumn } from '../database/dialect.js';
import { breathe } from '../kernel/breathe.js';
import { DecisionLogReadModel } from './decision-log.read-model.js';
import { NO_SEAL_BEFORE, RowsDigest, type Seal, sealHash } from './domain/seal.js';

const SEAL_COLUMNS: readonly BulkColumn[] = [
  { name: 'seal_id', type: 'integer' },
  { name: 'evaluation_id', type: 'integer' },
  { name: 'decisions', type: 'integer' },
  { name: 'rows_hash', type: 'text' },
  { name: 'rules_hash', type: 'text' },
  { name: 'previous_hash', type: 'text' },
  { name: 'sealed_at', type: 'integer' },
  { name: 'hash', type: 'text' },
];

/** The seals over the decision log. */
@Injectable()
export class SealsStore {
  constructor(
    private readonly database: Database,
    private readonly log: DecisionLogReadModel,
  ) {}

  /**
   * Lets `add` add rows to the decision log under the next seal, then seals them, all in the transaction that is open:
   * rows and seal stay together or not at all. The rows are read back for it, so that what is sealed is what is
   * stored, whichever statement put it there. Only whoever has the turn to store may call this
   * (`EvaluationsStore.takeTurn`); of two that count the same number the second fails on the key.
   * @param sealedAt epoch milliseconds.
   * @param add adds rows, each with the number of the seal.
   * @returns null when `add` added nothing: then there is no seal either.
   */
  async seal(
    evaluationId: number,
    sealedAt: number,
    add: (sealId: number) => Promise<void>,
  ): Promise<Seal | null> {
    return this.database.transaction(async () => {
      const last = await this.log.lastSeal();
      const sealId = await this.nextId();
      await add(sealId);
      const digest = new RowsDigest();
      for await (const { text, rows } of this.log.linesUnder(sealId)) {
        digest.addText(text, rows);
        await breathe();
      }
      const rows = digest.end();
      if (rows.decisions === 0) return null;
      const rulesHash = await this.log.rulesHash(evaluationId);
      const previousHash = last?.hash ?? NO_SEAL_BEFORE;
      const parts = { sealId, evaluationId, ...rows, rulesHash, previousHash, sealedAt };
      const seal = { ...parts, hash: sealHash(parts) };
      await this.save(seal);
      return seal;
    });
  }

  /** Above every number that is in use, also by rows whose seal somebody has taken away: those must stay without one. */
  private async nextId(): Promise<number> {
    const rows = await this.database.rows<{ last: number | null }>(
      this.database.writer,
      'select max(last) as last from (select max(seal_id) as last from seals union all select max(seal_id) from decisions) used',
      [],
    );
    return (rows[0]?.last ?? 0) + 1;
  }

  private async save(seal: Seal): Promise<void> {
    const { sealId, evaluationId, decisions, rowsHash, rulesHash, previousHash, sealedAt, hash } = seal;
    await this.database.insertRows('seals', SEAL_COLUMNS, [
      [sealId, evaluationId, decisions, rowsHash, rulesHash, previousHash, sealedAt, hash],
    ]);
  }
}
