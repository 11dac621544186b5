import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

const ROOT = join(import.meta.dirname, '..', '..');

/** The command line as `npm run build` makes it, for tests that need a process of its own. */
export interface BuiltCli {
  /** What to give to Node. */
  readonly path: string;
  /** The folder of the compiled modules that it was bundled from, each for itself. */
  readonly modules: string;
  remove(): void;
}

/** Compiles the service into a folder of its own, in a second or two and without checking types. */
export function buildCli(): BuiltCli {
  const folder = mkdtempSync(join(tmpdir(), 'dealproof-built-'));
  const [modules, dist] = [join(folder, 'build'), join(folder, 'dist')];
  compileAll('src', modules);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(ROOT, 'reports'), join(folder, 'reports'), { recursive: true });
  execFileSync(process.execPath, [join(ROOT, 'tools', 'bundle.mjs'), modules, dist]);
  return {
    path: join(dist, 'cli.js'),
    modules,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Compiles the benchmark beside the command line that it measures, where `npm run bench` has it. */
export function buildBench({ path: cli, modules }: BuiltCli): string {
  const folder = join(dirname(cli), 'bench');
  compileAll('bench', join(folder, 'bench'));
  symlinkSync(modules, join(folder, 'src'));
  return join(folder, 'bench', 'run.js');
}

function compileAll(folder: string, into: string): void {
  const source = join(ROOT, folder);
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!/\.c?ts$/.test(file) || file.endsWith('.spec.ts')) continue;
    const target = join(into, file.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, compile(join(source, file)));
  }
}

function compile(file: string): string {
  return transformFileSync(file, {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2023',
    },
    module: { type: 'es6' },
  }).code;
}
