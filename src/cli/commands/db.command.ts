import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { registerDbDistribute } from './db-distribute.command.js';

/** `dealproof db`: the database that holds the book. */
export function registerDb(program: Command, context: CliContext): void {
  const db = program.command('db').description('look after the database that holds the book');
  registerDbDistribute(db, context);
}
