#!/usr/bin/env node
// How many threads may wait for files and for SQLite is settled when Node first needs one, and it needs one to load an
// ES module. So this is the one file that is none. Each statement holds a thread while it runs: the writer’s, two
// reports’ and those of short reads, with some to spare for files.
process.env.UV_THREADPOOL_SIZE ??= '8';

void import('./cli.js');
