import { expect, it } from '@jest/globals';
import { RUN_STATES } from '../../src/report-runs/domain/report-run.js';
import { CATCH_UPS } from '../../src/reports/domain/saved-report.js';
import { eachDatabase } from '../support/each-database.js';
import { RULES } from '../support/open-book.js';
import { commandsOf, inWordsOf, Terminal } from './console.js';
import { blocksOf, codeIn, exampleFiles, guide, tableRows } from './doc-blocks.js';

const GUIDE = 'schedules.md';

eachDatabase('the guide to schedules', (homes) => {
  it('shows what its examples really print', async () => {
    const { dataDir, databaseUrl } = await homes.create();
    const files = new Map([...exampleFiles('formats.md'), ...exampleFiles(GUIDE)]);
    const terminal = new Terminal(dataDir, files, RULES, databaseUrl);
    await terminal.run('dealproof import campaigns.csv spend.csv rates.csv deals.csv');
    const shown = blocksOf(GUIDE).flatMap(({ language, text }) =>
      language === 'console' ? commandsOf(text) : [],
    );
    expect(shown.length).toBeGreaterThan(4);
    for (const { command, output } of shown) {
      const { seen, code } = await terminal.run(command);
      expect([command, inWordsOf(output, seen)]).toEqual([command, output]);
      expect([command, code]).toEqual([command, 0]);
    }
  });

  it('tells every state of a run and every way to make up for missed times', () => {
    const told = tableRows(guide(GUIDE)).map(([cell]) => codeIn(cell ?? '')[0]);
    expect(told).toEqual(expect.arrayContaining([...RUN_STATES, ...CATCH_UPS]));
  });
});
