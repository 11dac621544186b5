import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decisionLine,
  type LoggedDecision,
  NO_SEAL_BEFORE,
  RowsDigest,
  type Seal,
  sealHash,
} from './seal.js';

const ROW: LoggedDecision = {
  deal_id: 'opp-2',
  sequence: 1,
  deal_version: 3,
  policy: 'deal-registration',
  policy_version: '2021-05-07',
  policy_hash: 'sha256:00ff',
  pass_mask: 15,
  fail_mask: 16,
  outcome: 'at-risk',
  rate_version: null,
  decided_at: 1633046400000,
  evaluation_id: 1,
  cause: 'first',
};

const SEAL: Omit<Seal, 'hash'> = {
  sealId: 1,
  evaluationId: 1,
  decisions: 1,
  rowsHash: 'ab'.repeat(32),
  rulesHash: 'cd'.repeat(32),
  previousHash: NO_SEAL_BEFORE,
  sealedAt: 1633046400000,
};

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

describe('a sealed row', () => {
  it('is a JSON array of its columns, in an order that never changes', () => {
    expect(decisionLine({ ...ROW, deal_id: 'Ω "6"\n' })).toBe(
      '["Ω \\"6\\"\\n",1,3,"deal-registration","2021-05-07","sha256:00ff",15,16,"at-risk",null,1633046400000,1,"first"]',
    );
  });

  it('does not depend on the order in which the database gives its columns', () => {
    const reversed: LoggedDecision = { ...ROW, ...Object.fromEntries(Object.entries(ROW).toReversed()) };
    expect(decisionLine(reversed)).toBe(decisionLine(ROW));
  });
});

describe('the digest of the rows under a seal', () => {
  it('is that of their lines, each with a line feed, however they are given', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: 'grapheme' }))), (pages) => {
        const digest = new RowsDigest();
        for (const page of pages) digest.add(page);
        const lines = pages.flat();
        expect(digest.end()).toEqual({
          decisions: lines.length,
          rowsHash: sha256(lines.map((line) => `${line}\n`).join('')),
        });
      }),
    );
  });
});

describe('the hash of a seal', () => {
  it('is that of its fields as a JSON array', () => {
    expect(sealHash(SEAL)).toBe(
      sha256(
        `[1,1,1,"${'ab'.repeat(32)}","${'cd'.repeat(32)}","${NO_SEAL_BEFORE}","2021-10-01T00:00:00.000Z"]`,
      ),
    );
  });

  it('differs when any field differs', () => {
    const others: readonly Partial<Seal>[] = [
      { sealId: 2 },
      { evaluationId: 2 },
      { decisions: 2 },
      { rowsHash: 'ac'.repeat(32) },
      { rulesHash: null },
      { previousHash: 'ab'.repeat(32) },
      { sealedAt: SEAL.sealedAt + 1 },
    ];
    const hashes = [SEAL, ...others.map((other) => ({ ...SEAL, ...other }))].map(sealHash);
    expect(new Set(hashes).size).toBe(8);
  });
});
