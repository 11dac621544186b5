/*
 * Loaded before the program under measurement (`node --require`): when it ends, writes what it used to the file that
 * DEALPROOF_BENCH_USAGE names. The process itself knows this exactly; watching it from outside can miss the last
 * moments. It is no ES module and imports none: that would settle the number of threads before the program does.
 */
process.on('exit', () => {
  const file = process.env['DEALPROOF_BENCH_USAGE'];
  if (file === undefined) return;
  const { maxRSS: peakKb, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakKb, cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000 };
  process.getBuiltinModule('node:fs').writeFileSync(file, JSON.stringify(usage));
});
