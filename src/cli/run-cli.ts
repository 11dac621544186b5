import { Command, CommanderError } from 'commander';
import { DomainError, formatError } from '../kernel/errors.js';
import { registerDb } from './commands/db.command.js';
import { registerDecisions } from './commands/decisions.command.js';
import { registerDemo } from './commands/demo.command.js';
import { registerEvaluate } from './commands/evaluate.command.js';
import { registerExplain } from './commands/explain.command.js';
import { registerHistory } from './commands/history.command.js';
import { registerImport } from './commands/import.command.js';
import { registerReport } from './commands/report.command.js';
import { registerRules } from './commands/rules.command.js';
import { registerServe } from './commands/serve.command.js';
import { CliContext, type Streams } from './context.js';
import { Interrupted } from './interruption.js';
import { DONE, EXIT_CODES, FAILED, WRONG_INPUT } from './exit-codes.js';
import { exitCodeOf } from '../signals.js';

/**
 * Runs one command line and returns the exit code. Every failure ends here: it is printed with what to do about it,
 * and never leaves the process with code 0.
 */
export async function runCli(
  args: readonly string[],
  streams: Streams,
  environment?: NodeJS.ProcessEnv,
): Promise<number> {
  const context = new CliContext(streams, environment);
  const program = createProgram(context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return fail(context, error);
  }
}

/** All commands with their options, ready to parse a command line. */
export function createProgram(context: CliContext): Command {
  const program = new Command('dealproof')
    .description(
      'Whether co-sell deals may be registered for Microsoft incentives, why, and what they are worth.',
    )
    .showHelpAfterError('(--help shows how it is used)')
    .configureOutput({
      writeOut: (text) => context.streams.stdout.write(text),
      writeErr: (text) => context.streams.stderr.write(text),
    })
    .exitOverride();
  registerImport(program, context);
  registerEvaluate(program, context);
  registerExplain(program, context);
  registerHistory(program, context);
  registerReport(program, context);
  registerRules(program, context);
  registerDecisions(program, context);
  registerDb(program, context);
  registerServe(program, context);
  registerDemo(program, context);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

function fail(context: CliContext, error: unknown): number {
  // commander has printed its own message already; help and version count as done.
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_INPUT;
  if (error instanceof Interrupted) return exitCodeOf(error.signal);
  if (error instanceof DomainError) {
    for (const line of formatError(error)) context.say(line);
    return EXIT_CODES[error.code];
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.say(`Something failed that should not have:\n${message}`);
  return FAILED;
}
