#!/usr/bin/env node
import { runCli } from './cli/run-cli.js';
import { DONE } from './cli/exit-codes.js';

// Whoever reads our output may have seen enough (`dealproof report … | head`); that is no failure of ours.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(DONE);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
});
