import type { Command } from 'commander';
import { writeChangedDeals } from '../../activation/impact-file.js';
import { type DraftImpact, type ImpactOptions, ImpactService } from '../../activation/impact.service.js';
import { renderImpact } from '../../activation/render-impact.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';
import { startProgress } from '../progress.js';
import { whoIs } from '../who.js';

interface ImpactFlags {
  readonly by?: string;
  readonly out?: string;
  readonly wholeBook?: boolean;
}

/** `dealproof rules impact`: what a draft would do to the book. */
export function registerRulesImpact(rules: Command, context: CliContext): void {
  addCommand(rules, 'impact <file>', 'judge the whole book under a draft, and tell what would change')
    .option('--by <name>', 'who asks; else the user at the terminal')
    .option('--out <file>', 'write the deals that change to this CSV file')
    .option('--whole-book', 'judge every deal by the draft whatever its day, only to look')
    .action((file: string, options: CommandOptions<ImpactFlags>) => impact(context, file, options));
}

async function impact(
  context: CliContext,
  file: string,
  options: CommandOptions<ImpactFlags>,
): Promise<void> {
  const { out } = options;
  const progress = startProgress(context.streams.stderr, 'judging', 'deals');
  const asked: ImpactOptions = {
    by: whoIs(options.by),
    wholeBook: options.wholeBook ?? false,
    onProgress: (deals) => progress.update(deals),
  };
  const found: DraftImpact = await context
    .withService(options, async (service) => {
      const impacts = service.get(ImpactService);
      if (out === undefined) return impacts.compute(file, asked);
      return writeChangedDeals(out, (onChanged) => impacts.compute(file, { ...asked, onChanged }));
    })
    .finally(() => progress.stop());
  if (options.json) context.printJson(found);
  else context.print(renderImpact(found));
  if (out !== undefined) context.say(`${out}: ${found.changed.deals} deals`);
  if (found.impactId === null) context.say('Only to look: a draft cannot be activated on this.');
}
