#!/usr/bin/env node
// Joins the compiled modules and most packages into a few files: Node takes longer to find, open and link a thousand
// modules one by one than most commands take for their work.
//
//   node tools/bundle.mjs FROM TO
//
// FROM is what tsc made of src/, TO the folder to make anew. Made from JavaScript, since Nest needs the types that only
// tsc writes down. All files lie in one folder, so that a file beside another (the thread that draws pictures) is found
// as it is beside the modules.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const [from = 'build', to = 'dist'] = process.argv.slice(2);

/** Packages that bring a binary or files of their own, and large ones that few commands load. */
const OUTSIDE = [
  'sqlite3',
  'pg',
  'pg-*',
  'exceljs',
  'nodemailer',
  'prom-client',
  'fastify',
  '@fastify/*',
  'swagger-ui-dist',
  '@resvg/resvg-wasm',
];

/** What knex and Nest load for users of other databases, servers and validators. */
const ABSENT = [
  'better-sqlite3',
  'mysql',
  'mysql2',
  'mariadb',
  'oracledb',
  'tedious',
  'class-transformer',
  'class-validator',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
];

/** Packages of the older kind ask for Node’s own modules by `require`. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

rmSync(to, { recursive: true, force: true });
await build({
  entryPoints: [
    join(from, 'cli.js'),
    { in: join(from, 'reports/writers/charts/picture-thread.js'), out: 'picture-thread' },
  ],
  outdir: to,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // All of Nest is inside or all outside: a class of it that is loaded twice is two classes.
  external: [...OUTSIDE, ...ABSENT],
  // Nest names classes in what it says, and so do we.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  banner: { js: REQUIRE },
  logLevel: 'warning',
});
cpSync(join(from, 'dealproof.cjs'), join(to, 'dealproof.cjs'));
