import { type Command, Option } from 'commander';
import type { Language } from '../../eligibility/domain/answer.js';
import { EligibilityModule } from '../../eligibility/eligibility.module.js';
import { EligibilityService } from '../../eligibility/eligibility.service.js';
import { renderExplanation } from '../../eligibility/render-explanation.js';
import type { Moment } from '../../kernel/instants.js';
import { LANGUAGES } from '../../policies/domain/read-parts.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions, momentOption } from '../parse-options.js';

interface ExplainFlags {
  readonly policy?: string;
  readonly asOf?: Moment;
  readonly knownAt?: Moment;
  readonly lang: Language;
}

/** `dealproof explain`: why a deal may be registered, or not. */
export function registerExplain(program: Command, context: CliContext): void {
  addCommand(program, 'explain <deal>', 'tell whether a deal may be registered, why, and by which rule')
    .option('--policy <version>', 'judge by this version; else by the one that applies')
    .option('--as-of <time>', 'see the deal as it was then (instant, or date: at its end)', momentOption)
    .option('--known-at <time>', 'go by what was known and in force then (instant, or date)', momentOption)
    .addOption(
      new Option('--lang <language>', 'language; English where a text has none')
        .choices(LANGUAGES)
        .default('en'),
    )
    .action((dealId: string, options: CommandOptions<ExplainFlags>) => explain(context, dealId, options));
}

async function explain(
  context: CliContext,
  dealId: string,
  options: CommandOptions<ExplainFlags>,
): Promise<void> {
  const features = [EligibilityModule];
  const answer = await context.withService({ ...options, features }, (service) =>
    service.get(EligibilityService).explain(dealId, {
      language: options.lang,
      ...(options.policy === undefined ? {} : { policy: options.policy }),
      ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
      ...(options.knownAt === undefined ? {} : { knownAt: options.knownAt }),
    }),
  );
  if (options.json) context.printJson(answer);
  else context.print(renderExplanation(answer, options.lang));
}
