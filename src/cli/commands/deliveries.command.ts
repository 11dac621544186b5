import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { registerDeliveriesList } from './deliveries-list.command.js';
import { registerDeliveriesRetry } from './deliveries-retry.command.js';

/** `dealproof deliveries`: what runs of saved reports sent. */
export function registerDeliveries(program: Command, context: CliContext): void {
  const deliveries = program
    .command('deliveries')
    .description('list what was sent of saved reports, and send again what failed');
  registerDeliveriesList(deliveries, context);
  registerDeliveriesRetry(deliveries, context);
}
