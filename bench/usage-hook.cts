/*
 * Loaded before the program under measurement (`node --require`): when it ends, writes what it used to the file that
 * DEALPROOF_BENCH_USAGE names. The process itself knows this exactly; watching it from outside can miss the last
 * moments. It is no ES module and imports none: that would settle the number of threads before the program does.
 */
process.on('exit', () => {
  const file = process.env['DEALPROOF_BENCH_USAGE'];
  if (file === undefined) return;
  const { existsSync, readFileSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  // `maxRSS` begins with the size of the process that started this one: the benchmark, which is large itself.
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const peakKb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? maxRSS);
  const usage = { peakKb, cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000 };
  writeFileSync(file, JSON.stringify(usage));
});
