import type { Writable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DecisionLogReadModel } from '../eligibility/decision-log.read-model.js';
import { decisionLine, type Seal, sealHash } from '../eligibility/domain/seal.js';
import { DomainError } from '../kernel/errors.js';
import { PoliciesService } from '../policies/policies.service.js';
import { LOG_HEADER, sealDocument } from './domain/log-lines.js';
import { toVerificationResponse } from './decisions.schemas.js';
import type { Verification } from './domain/verification.js';
import { LogVerifier, type VerificationProgress } from './log-verifier.js';
import { writeAll } from './write-all.js';

/** What was exported of the log. */
export interface ExportedLog {
  readonly decisions: number;
  readonly seals: number;
  /** Null where nothing was ever sealed. */
  readonly lastSeal: Seal | null;
}

/** The log of all decisions as evidence: checked, exported, and its last seal given to be kept elsewhere. */
@Injectable()
export class DecisionLogService {
  constructor(
    private readonly database: Database,
    private readonly log: DecisionLogReadModel,
    private readonly verifier: LogVerifier,
    private readonly policies: PoliciesService,
  ) {}

  /**
   * Checks the whole log, and the rules and deals of the book, in one moment of it and in bounded memory; a million
   * decisions take minutes.
   * @param kept a seal that was kept elsewhere, to find out whether the log was cut off or rewritten up to there.
   * @throws DomainError `invalid-input` when the kept seal is itself not as it was made.
   */
  async verify(
    kept: Seal | null = null,
    onProgress: (progress: VerificationProgress) => void = () => {},
  ): Promise<Verification> {
    return this.verifying(kept, async (steps) => {
      for await (const step of steps) {
        if ('intact' in step) return step;
        onProgress(step);
      }
      throw new TypeError('The verification ended without a result.');
    });
  }

  /**
   * Checks the log like `verify` and writes JSON lines as it goes: how far it is, and last the result. It stops when
   * nobody reads them any more.
   */
  async writeVerification(kept: Seal | null, sink: Writable): Promise<void> {
    await this.verifying(kept, (steps) => writeAll(verificationLines(steps), sink));
  }

  /** Writes the whole log as JSON lines, each seal after the rows that it covers; waits for a slow reader. */
  async export(sink: Writable): Promise<ExportedLog> {
    return this.database.snapshot(async () => {
      const counts = { decisions: 0, seals: 0 };
      await writeAll(this.logLines(counts), sink);
      return { ...counts, lastSeal: await this.log.lastSeal() };
    });
  }

  /**
   * The last seal of the log: whoever has it can tell later whether anything up to it was changed.
   * @throws DomainError `not-found` while nothing is sealed.
   */
  async lastSeal(): Promise<Seal> {
    const seal = await this.log.lastSeal();
    if (seal !== null) return seal;
    const message = 'There is no seal yet: no decision was ever recorded.';
    throw new DomainError('not-found', message, [
      { message, remedy: 'Judge the book first: dealproof evaluate.' },
    ]);
  }

  private async verifying<T>(
    kept: Seal | null,
    work: (steps: AsyncGenerator<VerificationProgress | Verification>) => Promise<T>,
  ): Promise<T> {
    if (kept !== null && sealHash(kept) !== kept.hash) throw brokenKeptSeal(kept);
    // Within the snapshot nothing can be recorded.
    await this.policies.recordFirst();
    return this.database.snapshot(() => work(this.verifier.verify(kept)));
  }

  private async *logLines(counts: { decisions: number; seals: number }): AsyncGenerator<string> {
    yield `${LOG_HEADER}\n`;
    for await (const seal of this.log.seals()) {
      for await (const rows of this.log.rowsUnder(seal.sealId)) {
        counts.decisions += rows.length;
        yield rows.map((row) => `${decisionLine(row)}\n`).join('');
      }
      counts.seals += 1;
      yield `${JSON.stringify(sealDocument(seal))}\n`;
    }
    // What is under no seal must not be missing from the evidence.
    for await (const rows of this.log.rowsUnderNone()) {
      counts.decisions += rows.length;
      yield rows.map((row) => `${decisionLine(row)}\n`).join('');
    }
  }
}

async function* verificationLines(
  steps: AsyncGenerator<VerificationProgress | Verification>,
): AsyncGenerator<string> {
  for await (const step of steps) {
    yield `${JSON.stringify('intact' in step ? toVerificationResponse(step) : step)}\n`;
  }
}

function brokenKeptSeal({ sealId }: Seal): DomainError {
  return new DomainError('invalid-input', 'The kept seal cannot be used.', [
    {
      path: '/seal',
      message: `What the kept seal ${sealId} says does not give its hash: it is not as it was made.`,
      remedy: 'Give the file as “dealproof decisions seal --json” wrote it, or another copy of it.',
    },
  ]);
}
