import { writeFileSync } from 'node:fs';

/**
 * Loaded before the program under measurement (`node --import`): when it ends, writes the most memory it ever held
 * (kilobytes) to the file that DEALPROOF_BENCH_PEAK names. The process itself knows this exactly; watching it from
 * outside can miss the last moments.
 */
process.on('exit', () => {
  const file = process.env['DEALPROOF_BENCH_PEAK'];
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
