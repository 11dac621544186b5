import { type Seal, SEALED_COLUMNS } from '../../eligibility/domain/seal.js';
import { formatInstant } from '../../kernel/instants.js';

/** The first line of an exported log: what the file is and what the columns of its rows are. */
export const LOG_HEADER = JSON.stringify({
  log: 'dealproof decisions',
  format: 1,
  columns: SEALED_COLUMNS,
});

/** A seal as it is exported, answered and kept elsewhere: the instant as ISO 8601 text, the rest as it is. */
export interface SealDocument extends Omit<Seal, 'sealedAt'> {
  readonly sealedAt: string;
}

/** A seal as a document. */
export function sealDocument(seal: Seal): SealDocument {
  const { sealId, evaluationId, decisions, rowsHash, rulesHash, previousHash, sealedAt, hash } = seal;
  return {
    sealId,
    evaluationId,
    decisions,
    rowsHash,
    rulesHash,
    previousHash,
    sealedAt: formatInstant(sealedAt),
    hash,
  };
}
