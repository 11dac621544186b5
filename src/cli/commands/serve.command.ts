import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.js';
import { addCommand, type CommandOptions } from '../parse-options.js';

interface ServeFlags {
  readonly host?: string;
  readonly port?: number;
}

/** `dealproof serve`: answers over HTTP until it is stopped. */
export function registerServe(program: Command, context: CliContext): void {
  addCommand(program, 'serve', 'answer over HTTP until stopped')
    .option('--host <host>', 'address to listen on (else DEALPROOF_HOST, else 127.0.0.1)')
    .option(
      '--port <port>',
      'port to listen on, 0 for any free one (else DEALPROOF_PORT, else 3000)',
      portOption,
    )
    .action(async (options: CommandOptions<ServeFlags>) => {
      // What answers over HTTP takes long to load, and no other command needs it.
      const { serve } = await import('../../serve.js');
      const running = await serve(context.config(options));
      context.say(
        `Dealproof answers on ${running.url} (documentation at ${running.url}/api/docs). Ctrl+C stops it.`,
      );
      context.exitCode = await running.stopped;
    });
}

function portOption(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new InvalidArgumentError('Write a number from 0 to 65535.');
  }
  return port;
}
