import { Injectable } from '@nestjs/common';
import { DecisionLogReadModel } from '../eligibility/decision-log.read-model.js';
import { decisionLine, type LoggedDecision, RowsDigest, type Seal } from '../eligibility/domain/seal.js';
import { RuleChainStore } from '../policies/rule-chain.store.js';
import { DealChecker } from './deal-checker.js';
import { DecisionDeriver } from './decision-deriver.js';
import { checkSeal, compareKeptSeal, keptSealProblem } from './domain/check-seal.js';
import { type Derivation, derivationProblem } from './domain/derivation.js';
import { Findings, type Verification } from './domain/verification.js';
import { VerdictChecksReadModel } from './verdict-checks.read-model.js';

/** How far a verification is, in decisions and deals. */
export interface VerificationProgress {
  readonly checked: number;
  readonly total: number;
}

/** One verification while it runs. */
interface Run {
  readonly findings: Findings;
  readonly derive: (rows: readonly LoggedDecision[]) => Promise<readonly Derivation[]>;
}

/**
 * Goes through the decision log once, in the order in which it was sealed, and checks everything that it claims; then
 * the deals that its next decisions will be made from.
 */
@Injectable()
export class LogVerifier {
  constructor(
    private readonly log: DecisionLogReadModel,
    private readonly checks: VerdictChecksReadModel,
    private readonly deriver: DecisionDeriver,
    private readonly rules: RuleChainStore,
    private readonly deals: DealChecker,
  ) {}

  /**
   * Checks every seal and the rows under it, the rule sets and their texts, every decision derived again, the verdicts
   * against the log, and every deal against what files told of it.
   * Tells page by page how far it is, and last what was found. To be run in a snapshot of the book.
   * @param kept a seal that was kept elsewhere, or null.
   */
  async *verify(kept: Seal | null): AsyncGenerator<VerificationProgress | Verification> {
    const total = (await this.checks.decisions()) + (await this.checks.deals());
    const findings = new Findings();
    const run = { findings, derive: this.deriver.begin() };
    yield { checked: 0, total };
    for (const message of await this.rules.problems()) findings.add({ kind: 'rules', sealId: null, message });
    for await (const checked of this.seals(run, kept)) yield { checked, total };
    for await (const rows of this.log.rowsUnderNone()) {
      await this.deriveAll(run, rows, null);
      yield { checked: findings.decisions, total };
    }
    await this.sequences(run);
    await this.verdicts(run);
    let checked = findings.decisions;
    for await (const { deals, stray } of this.deals.check()) {
      for (const deal of stray) findings.add({ kind: 'deal', sealId: null, ...deal });
      checked += deals;
      yield { checked, total };
    }
    yield findings.verification();
  }

  /** Checks every seal with its rows; gives the number of decisions checked so far, page by page. */
  private async *seals(run: Run, kept: Seal | null): AsyncGenerator<number> {
    const { findings } = run;
    let before: Seal | null = null;
    let same: Seal | null = null;
    for await (const seal of this.log.seals()) {
      const digest = new RowsDigest();
      for await (const rows of this.log.rowsUnder(seal.sealId)) {
        digest.add(rows.map(decisionLine));
        await this.deriveAll(run, rows, seal.sealId);
        yield findings.decisions;
      }
      const rulesHash = await this.log.rulesHash(seal.evaluationId);
      for (const message of checkSeal(seal, before, digest.end(), rulesHash)) {
        findings.add({ kind: 'seal', sealId: seal.sealId, message });
      }
      if (seal.sealId === kept?.sealId) same = seal;
      before = seal;
      findings.seals += 1;
    }
    findings.lastSeal = before;
    if (kept === null) return;
    findings.keptSeal = compareKeptSeal(kept, same, before);
    const message = keptSealProblem(kept, findings.keptSeal);
    if (message !== null) findings.add({ kind: 'seal', sealId: kept.sealId, message });
  }

  private async deriveAll(
    { findings, derive }: Run,
    rows: readonly LoggedDecision[],
    sealId: number | null,
  ): Promise<void> {
    findings.decisions += rows.length;
    for (const derivation of await derive(rows)) {
      const { row, differences } = derivation;
      const place = { sealId, dealId: String(row.deal_id), sequence: Number(row.sequence), differences };
      if (sealId === null) {
        const message =
          'This decision is under no seal: it was put into the log, or its seal was taken away.';
        findings.add({ kind: 'seal', ...place, message });
      }
      const message = derivationProblem(derivation);
      if (message === null) findings.reproduced += 1;
      else findings.add({ kind: 'decision', ...place, message });
    }
  }

  private async sequences({ findings }: Run): Promise<void> {
    for (const { dealId, first, last, decisions } of await this.checks.brokenSequences()) {
      const message = `The deal has ${decisions} decisions, but they are numbered ${first} to ${last} and not 1 to ${decisions}: some are missing.`;
      findings.add({ kind: 'decision', sealId: null, dealId, message });
    }
  }

  private async verdicts({ findings }: Run): Promise<void> {
    for (const { dealId, sequence, sealId } of await this.checks.strayVerdicts()) {
      const message =
        sequence === null
          ? 'The deal has a verdict, but no decision in the log.'
          : `The current verdict on the deal is not its last decision in the log, number ${sequence}.`;
      findings.add({ kind: 'verdict', sealId, dealId, sequence, message });
    }
  }
}
