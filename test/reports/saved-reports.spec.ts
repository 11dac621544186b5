import { mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../src/kernel/errors.js';
import { ReportDefinitions } from '../../src/reports/report-definitions.js';
import { aSavedReport, people, ReportsFolderOfItsOwn } from '../support/reports-copy.js';

const FILE = 'monday.json';

/** The definitions with a folder of saved reports, and what was logged of its files. */
function watching(folder: ReportsFolderOfItsOwn, named = true) {
  const logged: (readonly Problem[])[] = [];
  const definitions = ReportDefinitions.read(undefined, {
    folder: folder.path,
    named,
    target: () => null,
    onProblems: (problems) => logged.push(problems),
  });
  return {
    definitions,
    logged,
    names: () => definitions.saved().map(({ name }) => name),
    titles: () => definitions.saved().map(({ title }) => title),
    told: () =>
      definitions
        .problems()
        .map(({ file, line, message, remedy }) => `${file}:${line ?? ''} ${message} ${remedy ?? ''}`),
  };
}

describe('The folder of saved reports', () => {
  it('gives those that are right, by name, and who answers for them', () => {
    const folder = new ReportsFolderOfItsOwn({
      'z.json': aSavedReport({ name: 'a-report' }),
      [FILE]: aSavedReport(),
      'people.json': people(),
      'pipeline.json': readFileSync('reports/pipeline.json', 'utf8'),
      'report.schema.json': '{}',
      '.monday.json.swp': 'not yet',
      'README.md': 'About these reports.',
    });
    const { definitions, names, told, logged } = watching(folder);
    expect(told()).toEqual([]);
    expect(names()).toEqual(['a-report', 'campaigns-on-monday']);
    expect(definitions.people().map(({ name }) => name)).toEqual(['Ana Lind']);
    expect(definitions.findSaved('a-report')).toMatchObject({
      options: { view: 'cash', period: 'last-week' },
      schedule: { catchUp: 'latest', catchUpAtMost: 10, attempts: 3 },
      targets: [],
      keep: { runs: 100, days: 400 },
    });
    expect(logged).toEqual([]);
  });

  it('may be missing where nobody named it, and not where somebody did', () => {
    const nowhere = new ReportsFolderOfItsOwn();
    const path = join(nowhere.path, 'nowhere');
    const at = (named: boolean) =>
      ReportDefinitions.read(undefined, { folder: path, named, target: () => null, onProblems: () => {} });
    expect(at(false).problems()).toEqual([]);
    expect(at(true).problems()).toEqual([
      {
        file: path,
        message: 'The folder of saved reports cannot be read: it is not there.',
        remedy: 'Check that it exists and that you may read it, or name another with --reports.',
      },
    ]);
  });

  it('takes a changed file over, and leaves a half-written one as it was', () => {
    const folder = new ReportsFolderOfItsOwn({ [FILE]: aSavedReport(), 'people.json': people() });
    const { titles, told, logged } = watching(folder);
    expect(titles()).toEqual(['Campaigns of last week']);

    folder.put(FILE, aSavedReport({ title: 'Campaigns' }));
    expect(titles()).toEqual(['Campaigns']);

    truncateSync(join(folder.path, FILE), 120);
    expect(titles()).toEqual(['Campaigns']);
    expect(told()).toEqual([
      'monday.json:1 The “{” that stands here is never closed. Add the missing “}”. Until then the report “campaigns-on-monday” stays as it was.',
    ]);

    writeFileSync(join(folder.path, FILE), '');
    expect(titles()).toEqual(['Campaigns']);
    expect(told()).toHaveLength(1);

    folder.put(FILE, aSavedReport({ title: 'Campaigns, mended' }));
    expect(titles()).toEqual(['Campaigns, mended']);
    expect(told()).toEqual([]);
    // Each change of what is wrong is logged once, also that nothing is any more.
    expect(logged.map((problems) => problems.length)).toEqual([1, 1, 0]);
  });

  it('leaves one as it was, too, that has the file name of a report of its own', () => {
    const folder = new ReportsFolderOfItsOwn({ 'pipeline.json': aSavedReport(), 'people.json': people() });
    const { names, told } = watching(folder);
    expect(names()).toEqual(['campaigns-on-monday']);
    truncateSync(join(folder.path, 'pipeline.json'), 120);
    expect(names()).toEqual(['campaigns-on-monday']);
    expect(told()).toEqual([expect.stringContaining('pipeline.json:1 The “{” that stands here')]);
  });

  it('tells of a folder with the name of a file, and of text that is none on one line', () => {
    const folder = new ReportsFolderOfItsOwn({
      'a.json': aSavedReport({ title: 'Weekly\r\nBcc: eve@example.com' }),
      'b.json': aSavedReport({ name: 'blank', title: ' ', description: '' }),
      'people.json': people(),
    });
    mkdirSync(join(folder.path, 'kept.json'));
    const { names, told } = watching(folder);
    expect(names()).toEqual([]);
    expect(told()).toEqual([
      'a.json:5 “Weekly Bcc: eve@example.com” is not one line of text. Write one line of text.',
      'b.json:5 The text is empty. Write it.',
      'b.json:6 The text is empty. Write it.',
      'kept.json: This is no file. Give it a name that does not end in .json.',
    ]);
  });

  it('notices a file that takes the place of another with the same size and time', () => {
    const folder = new ReportsFolderOfItsOwn({
      [FILE]: aSavedReport({ title: 'one' }),
      'people.json': people(),
    });
    const { titles } = watching(folder);
    expect(titles()).toEqual(['one']);
    folder.put('next', aSavedReport({ title: 'two' }));
    renameSync(join(folder.path, 'next'), join(folder.path, FILE));
    expect(titles()).toEqual(['two']);
  });

  it('leaves the others alone when one is wrong, and takes a report with its file', () => {
    const folder = new ReportsFolderOfItsOwn({
      'a.json': aSavedReport({ name: 'right' }),
      'b.json': aSavedReport({ name: 'wrong', report: 'pipelin' }),
      'people.json': people(),
    });
    const { names, told } = watching(folder);
    expect(names()).toEqual(['right']);
    expect(told()).toHaveLength(1);
    folder.remove('a.json');
    expect(names()).toEqual([]);
  });

  it('lets the file that has a name keep it when another takes it, until it is free', () => {
    const folder = new ReportsFolderOfItsOwn({
      'm.json': aSavedReport({ title: 'first' }),
      'people.json': people(),
    });
    const { titles, told } = watching(folder);
    expect(titles()).toEqual(['first']);
    folder.put('a.json', aSavedReport({ title: 'second' }));
    expect(titles()).toEqual(['first']);
    expect(told()).toEqual([
      'a.json:2 The name “campaigns-on-monday” is that of the saved report in m.json already. Give one of the two another name.',
    ]);
    folder.remove('m.json');
    expect(titles()).toEqual(['second']);
    expect(told()).toEqual([]);
  });

  it('lets two files swap their names', () => {
    const folder = new ReportsFolderOfItsOwn({
      'a.json': aSavedReport({ name: 'one', title: 'A' }),
      'b.json': aSavedReport({ name: 'two', title: 'B' }),
      'people.json': people(),
    });
    const { titles, told } = watching(folder);
    expect(titles()).toEqual(['A', 'B']);
    folder.put('a.json', aSavedReport({ name: 'two', title: 'A' }));
    folder.put('b.json', aSavedReport({ name: 'one', title: 'B' }));
    expect(titles()).toEqual(['B', 'A']);
    expect(told()).toEqual([]);
  });

  it('keeps a report whose owner loses a right, and says so', () => {
    const folder = new ReportsFolderOfItsOwn({ [FILE]: aSavedReport(), 'people.json': people() });
    const { names, told } = watching(folder);
    expect(told()).toEqual([]);
    folder.put('people.json', people({ reports: ['pipeline'] }));
    expect(told()).toEqual([
      'monday.json:3 “Ana Lind” may not have the report “campaign-roi” made. Add “campaign-roi” to “reports” of this person in people.json, or name another owner.',
    ]);
    folder.put('people.json', people({ active: false }));
    expect(told()).toEqual([expect.stringContaining('“Ana Lind” is not active in people.json')]);
    folder.remove('people.json');
    expect(told()).toEqual([expect.stringContaining('“Ana Lind” is not in people.json.')]);
    expect(names()).toEqual(['campaigns-on-monday']);
  });

  it('keeps the people who were last right while their file is wrong', () => {
    const folder = new ReportsFolderOfItsOwn({ [FILE]: aSavedReport(), 'people.json': people() });
    const { definitions, told } = watching(folder);
    expect(definitions.people()).toHaveLength(1);
    folder.put('people.json', { people: [{ name: 'Ana Lind' }, { name: 'Ana Lind' }] });
    expect(definitions.people()).toMatchObject([{ email: 'ana@example.com' }]);
    expect(told()[0]).toBe(
      'people.json:3 “email” is missing from an entry of “people”. Add the key “email”. Until then the list of people stays as it was.',
    );
    // Nobody is told that Ana is missing when it is not known who there is.
    const anew = watching(folder);
    expect(anew.told().filter((line) => line.startsWith(FILE))).toEqual([]);
  });

  it('refuses people of one name, files that are no UTF-8 or too large, and endings in other letters', () => {
    const folder = new ReportsFolderOfItsOwn({
      'people.json': { people: [...Object(people()).people, ...Object(people()).people] },
      'large.json': `${JSON.stringify(aSavedReport({ name: 'large' }))}${' '.repeat(1_048_576)}`,
      'Shout.JSON': aSavedReport({ name: 'shout' }),
    });
    writeFileSync(join(folder.path, 'latin.json'), Buffer.from([0x7b, 0xe4, 0x7d]));
    const { names, told } = watching(folder);
    expect(names()).toEqual([]);
    expect(told()).toEqual([
      'Shout.JSON: The ending of this file is not written as .json. Rename it to end in .json.',
      expect.stringMatching(/^large\.json: The file has \d+ bytes; at most 1048576 \(1 MiB\) are allowed\./),
      'latin.json: The file is not UTF-8 text. Save it as UTF-8.',
      'people.json:12 “Ana Lind” is in the list twice. Remove one, or tell the two apart.',
    ]);
  });

  it('ignores a byte order mark, which some editors write', () => {
    const folder = new ReportsFolderOfItsOwn({
      [FILE]: `\uFEFF${JSON.stringify(aSavedReport())}`,
      'people.json': people(),
    });
    const { names, told } = watching(folder);
    expect([names(), told()]).toEqual([['campaigns-on-monday'], []]);
  });
});

describe('A report that is asked for by name', () => {
  const folder = new ReportsFolderOfItsOwn({ [FILE]: aSavedReport(), 'people.json': people() });
  const { definitions } = watching(folder);

  it('is the saved one with its options, where others are not given', () => {
    const { definition, saved, options } = definitions.asked('campaigns-on-monday', { view: 'cohort' });
    expect([definition.name, saved?.title]).toEqual(['campaign-roi', 'Campaigns of last week']);
    expect(options).toMatchObject({ view: 'cohort', period: 'last-week', zone: 'Europe/Stockholm' });
  });

  it('takes a period that is given by days in place of the saved one by name', () => {
    const { options } = definitions.asked('campaigns-on-monday', { from: '2021-01-01' });
    expect(options).toMatchObject({ from: '2021-01-01', to: null, period: null });
  });

  it('is of the days of its schedule’s zone, where its options name none', () => {
    const schedule = { cron: '0 7 * * MON', zone: 'Pacific/Auckland' };
    const scheduled = new ReportsFolderOfItsOwn({
      'a.json': aSavedReport({ schedule, options: {} }),
      'b.json': aSavedReport({ name: 'other', schedule, options: { zone: 'Asia/Tokyo' } }),
      'people.json': people(),
    });
    const { definitions: found } = watching(scheduled);
    const zoneOf = (name: string) => found.asked(name, {}).options.zone;
    expect([zoneOf('campaigns-on-monday'), zoneOf('other')]).toEqual(['Pacific/Auckland', 'Asia/Tokyo']);
  });

  it('is not found while its file is wrong, which is told with it', () => {
    const wrong = new ReportsFolderOfItsOwn({
      [FILE]: aSavedReport({ formats: [] }),
      'people.json': people(),
    });
    expect(() => watching(wrong).definitions.asked('campaigns-on-monday', {})).toThrow(
      expect.objectContaining({
        code: 'not-found',
        problems: [
          expect.objectContaining({ path: 'name' }),
          expect.objectContaining({ file: FILE, path: '$.formats', message: 'The list is empty.' }),
        ],
      }),
    );
  });

  it('is not found under a name that nothing has, with the nearest that there is', () => {
    expect(() => definitions.asked('campaigns-on-munday', {})).toThrow(
      'There is no report called campaigns-on-munday. Did you mean campaigns-on-monday?',
    );
    expect(() => definitions.findSaved('pipeline')).toThrow('There is no saved report called pipeline.');
  });
});
