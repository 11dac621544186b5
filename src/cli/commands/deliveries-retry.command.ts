import type { Command } from 'commander';
import { toDeliveryResponse } from '../../delivery/deliveries.schemas.js';
import { DeliveryService } from '../../delivery/delivery.service.js';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions, countOption } from '../parse-options.js';
import { whoIs } from '../who.js';

interface RetryFlags {
  readonly by?: string;
}

/** `dealproof deliveries retry`: has one that was given up sent again. */
export function registerDeliveriesRetry(deliveries: Command, context: CliContext): void {
  addCommand(deliveries, 'retry', 'have a delivery that was given up sent again')
    .argument('<id>', 'its number, as the list shows it', countOption)
    .option('--by <name>', 'who has it sent again; else the user of the operating system')
    .action((id: number, options: CommandOptions<RetryFlags>) => retry(context, id, options));
}

async function retry(context: CliContext, id: number, options: CommandOptions<RetryFlags>): Promise<void> {
  const by = whoIs(options.by);
  const delivery = await context.withService(options, (service) =>
    service.get(DeliveryService).retry(id, by),
  );
  if (options.json) context.printJson(toDeliveryResponse(delivery));
  else {
    const { kind, recipient } = delivery;
    context.print(`Delivery ${id} to ${kind} ${recipient} waits to be sent; the service sends it.`);
  }
}
