import { Command, CommanderError } from 'commander';
import { DomainError, formatError } from '../kernel/errors.js';
import { CliContext } from './context.js';
import { Interrupted } from './interruption.js';
import { DONE, EXIT_CODES, FAILED, WRONG_INPUT } from './exit-codes.js';
import type { Streams } from './streams.js';
import { exitCodeOf } from '../signals.js';

type Register = (program: Command, context: CliContext) => void;

/** The commands, each loaded only where it is wanted: a process pays at its start for all that it loads. */
const COMMANDS: ReadonlyMap<string, () => Promise<Register>> = new Map([
  ['import', async () => (await import('./commands/import.command.js')).registerImport],
  ['evaluate', async () => (await import('./commands/evaluate.command.js')).registerEvaluate],
  ['explain', async () => (await import('./commands/explain.command.js')).registerExplain],
  ['history', async () => (await import('./commands/history.command.js')).registerHistory],
  ['report', async () => (await import('./commands/report.command.js')).registerReport],
  ['reports', async () => (await import('./commands/reports.command.js')).registerReports],
  ['schedule', async () => (await import('./commands/schedule.command.js')).registerSchedule],
  ['deliveries', async () => (await import('./commands/deliveries.command.js')).registerDeliveries],
  ['exports', async () => (await import('./commands/exports.command.js')).registerExports],
  ['rules', async () => (await import('./commands/rules.command.js')).registerRules],
  ['decisions', async () => (await import('./commands/decisions.command.js')).registerDecisions],
  ['db', async () => (await import('./commands/db.command.js')).registerDb],
  ['serve', async () => (await import('./commands/serve.command.js')).registerServe],
  ['demo', async () => (await import('./commands/demo.command.js')).registerDemo],
]);

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
  const program = await createProgram(context, args[0]);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return fail(context, error);
  }
}

/** The command named, or all of them where none has that name, with their options: ready to parse a command line. */
export async function createProgram(context: CliContext, name = ''): Promise<Command> {
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
  const named = COMMANDS.get(name);
  const wanted = named === undefined ? [...COMMANDS.values()] : [named];
  for (const load of wanted) (await load())(program, context);
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
