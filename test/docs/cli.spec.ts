import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { CliContext } from '../../src/cli/context.js';
import { createProgram } from '../../src/cli/run-cli.js';
import { eachDatabase } from '../support/each-database.js';
import { RULES } from '../support/open-book.js';
import { commandsOf, inWordsOf, Terminal } from './console.js';
import { blocksOf, codeIn, exampleFiles, guide, tableRows } from './doc-blocks.js';

const SHARED = ['--data', '--rules', '--reports', '--json'];

/** Every command with what it is called by, such as `rules check`. */
function commandsIn(parent: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] {
  return parent.commands.flatMap((command) => {
    const name = [...path, command.name()];
    const own = [[name.join(' '), command] as const];
    if (command.commands.length === 0) return own;
    // A command that takes arguments does something itself, whatever others stand below it.
    return [...(command.registeredArguments.length > 0 ? own : []), ...commandsIn(command, name)];
  });
}

/** Each command’s own section of the guide; a heading may name several commands. */
function sections(): ReadonlyMap<string, string> {
  const parts = guide('cli.md')
    .split(/^## /m)
    .filter((part) => part.startsWith('dealproof '));
  return new Map(
    parts.flatMap((part) => {
      const [heading = ''] = part.split('\n');
      return heading.split(', ').map((command) => [command.replace('dealproof ', ''), part] as const);
    }),
  );
}

const context = new CliContext({ stdout: new PassThrough(), stderr: new PassThrough() });
const commands = new Map(commandsIn(await createProgram(context)));

describe('the guide to the command line', () => {
  it('has a section for every command, and for no other', () => {
    expect([...sections().keys()].toSorted()).toEqual([...commands.keys()].toSorted());
  });

  it.each([...commands.keys()])('names the options of dealproof %s, and no others', (name) => {
    const options = commands.get(name)?.options.map(({ long }) => long ?? '') ?? [];
    expect(options).toEqual(expect.arrayContaining(SHARED));
    const told = tableRows(sections().get(name) ?? '').flatMap(([cell]) =>
      codeIn(cell ?? '').map((code) => code.split(' ')[0] ?? ''),
    );
    expect(told.toSorted()).toEqual(options.filter((option) => !SHARED.includes(option)).toSorted());
  });
});

/** Shown as it is with a book in an SQLite file. */
const OF_SQLITE = /There is no book|SQLite|dealproof demo/;

eachDatabase('the examples of the guide to the command line', (homes) => {
  it('are what is really printed', async () => {
    const { dataDir, databaseUrl } = await homes.create();
    const terminal = new Terminal(dataDir, exampleFiles('formats.md'), RULES, databaseUrl);
    const shown = blocksOf('cli.md')
      .flatMap(({ language, text }) => (language === 'console' ? commandsOf(text) : []))
      .filter(({ command, output }) => databaseUrl === null || !OF_SQLITE.test(`${command} ${output}`));
    expect(shown.length).toBeGreaterThan(10);
    for (const { command, output } of shown) {
      const { seen } = await terminal.run(command);
      expect([command, inWordsOf(output, seen)]).toEqual([command, output]);
    }
  });
});
