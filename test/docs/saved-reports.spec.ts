import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/env.js';
import { savedReportSchema } from '../../src/reports/domain/saved-report.js';
import { ReportDefinitions } from '../../src/reports/report-definitions.js';
import { NOTHING_SAVED, nextState } from '../../src/reports/saved/saved-state.js';
import { targetCheck } from '../../src/reports/saved/target-settings.js';
import { RULES } from '../support/open-book.js';
import { commandsOf, inWordsOf, Terminal } from './console.js';
import { blocksOf, codeIn, exampleFiles, sectionOf, tableRows } from './doc-blocks.js';

const GUIDE = 'saved-reports.md';
const SETTINGS = { DEALPROOF_DELIVERY_FOLDERS: '/srv/reports' };
const folder = mkdtempSync(join(tmpdir(), 'saved-reports-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

const files = exampleFiles(GUIDE);
const definitions = ReportDefinitions.read();

/** What the check says of the example when a piece of it is replaced, with line, column and path. */
function saidWith(piece: string, written: string): readonly string[] {
  const example = files.get('reports/campaigns-on-monday.json') ?? '';
  if (!example.includes(piece)) throw new Error(`The example has no ${piece}`);
  const texts = new Map([
    ['a.json', example.replace(piece, () => written)],
    ['people.json', files.get('reports/people.json') ?? ''],
  ]);
  const found = [...texts].map(([name, text]) => ({ name, text, problem: null }));
  const against = {
    base: (name: string) => definitions.find(name),
    target: targetCheck(loadConfig(SETTINGS).delivery),
  };
  return nextState({ files: found, problems: [] }, NOTHING_SAVED, against).problems.map(
    ({ line, lineColumn, path, message, remedy }) => `${line}:${lineColumn} ${path} ${message} ${remedy}`,
  );
}

/** A cell of the table as text of the file: code, with ⏎ for the end of a line; “nothing” for no text. */
function pieceOf(cell: string): string {
  return (codeIn(cell)[0] ?? '').replaceAll('⏎', '\n').replaceAll(String.raw`\|`, '|');
}

describe('the guide to saved reports', () => {
  it('names every key that a file may have', () => {
    const told = tableRows(sectionOf(GUIDE, 'saved report keys')).map(([key]) => codeIn(key ?? '')[0]);
    expect(told).toEqual(Object.keys(savedReportSchema.shape));
  });

  it('shows what its examples really print', async () => {
    const terminal = new Terminal(
      folder,
      new Map([...exampleFiles('formats.md'), ...files]),
      RULES,
      null,
      SETTINGS,
    );
    await terminal.run('dealproof import campaigns.csv spend.csv rates.csv deals.csv');
    const shown = blocksOf(GUIDE).flatMap(({ language, text }) =>
      language === 'console' ? commandsOf(text) : [],
    );
    expect(shown.length).toBeGreaterThan(4);
    for (const { command, output } of shown) {
      const { seen, code } = await terminal.run(command);
      expect([command, inWordsOf(output, seen)]).toEqual([command, output]);
      expect([command, code]).toEqual([command, / problem/.test(output) ? 2 : 0]);
    }
  });

  const refusals = tableRows(sectionOf(GUIDE, 'refused saved reports'));

  it('has refusals to show, and none of the example as it is', () => {
    expect(refusals.length).toBeGreaterThan(30);
    expect(saidWith('campaigns-on-monday', 'campaigns-on-monday')).toEqual([]);
  });

  it.each(refusals)('%s → %s', (piece = '', written = '', said = '') => {
    const told = said.split('<br>').map((line) => line.replaceAll(String.raw`\|`, '|'));
    expect(saidWith(pieceOf(piece), pieceOf(written))).toEqual(told);
  });
});
