import type { Command } from 'commander';
import { DecisionLogService } from '../../decisions/decision-log.service.js';
import { toVerificationResponse } from '../../decisions/decisions.schemas.js';
import { readKeptSeal } from '../../decisions/kept-seal.js';
import { renderVerification } from '../../decisions/render-verification.js';
import type { CliContext } from '../context.js';
import { FAILED } from '../exit-codes.js';
import { addCommand, type CommandOptions } from '../parse-options.js';
import { startProgress } from '../progress.js';

interface VerifyFlags {
  readonly seal?: string;
}

/** `dealproof decisions verify`: derives decisions and deals again, and checks seals and rule sets. */
export function registerDecisionsVerify(decisions: Command, context: CliContext): void {
  addCommand(decisions, 'verify', 'derive every recorded decision again and check every seal over the log')
    .option('--seal <file>', 'a seal that was kept elsewhere: the log must still have it')
    .action((options: CommandOptions<VerifyFlags>) => verify(context, options));
}

async function verify(context: CliContext, options: CommandOptions<VerifyFlags>): Promise<void> {
  const kept = options.seal === undefined ? null : await readKeptSeal(options.seal);
  const progress = startProgress(context.streams.stderr, 'verifying', 'decisions and deals');
  const verification = await context
    .withService(options, (service) =>
      service
        .get(DecisionLogService)
        .verify(kept, ({ checked, total }) => progress.update(checked, checked, total)),
    )
    .finally(() => progress.stop());
  if (!verification.intact) context.exitCode = FAILED;
  if (options.json) context.printJson(toVerificationResponse(verification));
  else context.print(renderVerification(verification));
}
