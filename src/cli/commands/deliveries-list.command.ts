import { type Command, Option } from 'commander';
import { toDeliveryResponse } from '../../delivery/deliveries.schemas.js';
import { DeliveryService } from '../../delivery/delivery.service.js';
import { type Delivery, DELIVERY_STATES, type DeliveryState } from '../../delivery/domain/delivery.js';
import { formatInstant } from '../../kernel/instants.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions, countOption } from '../parse-options.js';

interface ListFlags {
  readonly run?: string;
  readonly state?: DeliveryState;
  readonly limit: number;
}

/** `dealproof deliveries list`: what was sent to whom, and what became of it. */
export function registerDeliveriesList(deliveries: Command, context: CliContext): void {
  addCommand(deliveries, 'list', 'list deliveries, the newest first: to whom, and what became of them')
    .option('--run <id>', 'only those of this run')
    .addOption(new Option('--state <state>', 'only those that are so far').choices(DELIVERY_STATES))
    .option('--limit <number>', 'how many at most', countOption, 50)
    .action((options: CommandOptions<ListFlags>) => list(context, options));
}

async function list(context: CliContext, options: CommandOptions<ListFlags>): Promise<void> {
  const { run, state, limit } = options;
  const { items, nextCursor } = await context.withService(options, (service) =>
    service.get(DeliveryService).list({ runId: run, state }, null, limit),
  );
  if (options.json) {
    context.printJson({ items: items.map(toDeliveryResponse), nextCursor });
    return;
  }
  if (items.length === 0) context.say('There are no such deliveries.');
  for (const delivery of items) context.print(lineOf(delivery));
  if (nextCursor !== null) context.say(`There are older ones: --limit shows more than ${limit}.`);
}

function lineOf(delivery: Delivery): string {
  const { deliveryId, createdAt, savedReport, purpose, kind, recipient } = delivery;
  const what = purpose === 'report' ? savedReport : `${purpose} of ${savedReport}`;
  return `${deliveryId}  ${formatInstant(createdAt)}  ${what} to ${kind} ${recipient}: ${outcomeOf(delivery)}`;
}

function outcomeOf({ state, attempt, error, endedAt, nextAttemptAt }: Delivery): string {
  const why = error === null ? '' : `: ${error}`;
  switch (state) {
    case 'delivered':
      return `delivered ${formatInstant(endedAt ?? nextAttemptAt)}`;
    case 'waiting':
      return attempt === 0
        ? 'waiting'
        : `waiting until ${formatInstant(nextAttemptAt)} after attempt ${attempt}${why}`;
    case 'sending':
      return `sending, attempt ${attempt}`;
    case 'skipped':
      return `skipped${why}`;
    case 'failed':
      return `failed after attempt ${attempt}${why}`;
  }
}
