import { loadConfig } from './config/env.js';
import { serve } from './serve.js';

// Starts the service the way a process manager wants it: settings from the environment alone.
const running = await serve(loadConfig());
process.stderr.write(`Dealproof answers on ${running.url}\n`);
process.exitCode = await running.stopped;
