import { describe, expect, test } from '@jest/globals';
import { renderSummary } from './demo-summary.js';
import type { CampaignFigure, DemoFigures } from './demo-summary.js';

function campaign(campaignId: string, name: string, roi: number | null): CampaignFigure {
  return { campaignId, name, roi, spendUsdCents: 1_000_000n, wonUsdCents: 2_500_000n };
}

function figures(changes: Partial<DemoFigures> = {}): DemoFigures {
  return {
    company: 'Northwind Cloud AB',
    period: ['2020-10-01', '2022-09-30'],
    asOf: '2022-10-01',
    deals: 1200,
    outcomes: [
      { outcome: 'eligible', deals: 400, valueUsdCents: 4_812_345_600n },
      { outcome: 'at-risk', deals: 1, valueUsdCents: 999_99n },
      { outcome: 'ineligible', deals: 799, valueUsdCents: 0n },
    ],
    campaigns: [campaign('SPRING', 'Spring mailing', 0.5), campaign('TAIPEI', '台北路演', 23.1)],
    exceptions: [
      { what: 'eligible, never registered', deals: 43, valueUsdCents: 120_000_000n },
      { what: 'registered, not eligible', deals: 0, valueUsdCents: 0n },
    ],
    filesFolder: 'demo/files',
    files: 15,
    reportsFolder: 'demo/reports',
    dataFolder: 'demo',
    ...changes,
  };
}

describe('the summary after the demo', () => {
  test('tells in one screen what the book holds and how to go on', () => {
    expect(renderSummary(figures())).toBe(
      `Northwind Cloud AB: 1,200 deals from 2020-10-01 to 2022-09-30, judged as of 2022-10-01
An invented organisation, in the file formats that Partner Center really produces.

May they be registered?
  eligible    400  33.3 %  ████████████              $48.1M
  at risk       1   0.1 %  ▏                            $1K
  ineligible  799  66.6 %  ████████████████████████      $0

Campaigns that paid back best, and the one that paid back least
  TAIPEI  台北路演        +2,310 %  $10K spent  $25K won
  SPRING  Spring mailing     +50 %  $10K spent  $25K won

Worth a look
  43  eligible, never registered  $1.2M

Where things are
  the files                  demo/files (15)
  the book                   demo
  the reports                demo/reports
  why a deal may or may not  npx dealproof explain DEAL --data demo
  over HTTP                  npm start -- --data demo, then http://127.0.0.1:3000/api/docs
`,
    );
  });

  test('of many campaigns shows the five best and the worst, and none whose return nobody knows', () => {
    const returns = [0.1, 4, -0.92, 2, 7, null, 1, 3];
    const text = renderSummary(
      figures({ campaigns: returns.map((roi, index) => campaign(`C${index}`, 'a campaign', roi)) }),
    );
    const shown = [...text.matchAll(/(C\d) .*?([+−][\d,]+ %)/g)].map(([, id, roi]) => `${id} ${roi}`);
    expect(shown).toEqual(['C4 +700 %', 'C1 +400 %', 'C7 +300 %', 'C3 +200 %', 'C6 +100 %', 'C2 −92 %']);
  });

  test('leaves out what there is none of', () => {
    const text = renderSummary(figures({ deals: 0, outcomes: [], campaigns: [], exceptions: [] }));
    expect(text).toContain('0 deals');
    expect(text).not.toContain('May they be registered?');
    expect(text).not.toContain('Campaigns');
    expect(text).not.toContain('Worth a look');
    expect(text).toContain('npm start');
  });
});
