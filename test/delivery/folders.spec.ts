import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { eachDatabase } from '../support/each-database.js';
import { Outbox, savedReport } from './outbox.js';

const CSV = 'campaign,spend\r\nspring,7500.00\r\n';

eachDatabase('A report that goes to a folder', (homes) => {
  const open = async () => {
    const home = await homes.create();
    const folder = join(home.dataDir, 'shared');
    mkdirSync(folder);
    const outbox = await Outbox.open(home, { DEALPROOF_DELIVERY_FOLDERS: folder });
    return { outbox, folder };
  };
  const to = (path: string, own: Readonly<Record<string, unknown>> = {}) =>
    savedReport({ targets: [{ kind: 'folder', path }], ...own });

  it('lies there whole, under a name with the moment it speaks of, and is noted as taken', async () => {
    const { outbox, folder } = await open();
    const saved = to(join(folder, 'finance'));
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV, 'weekly-roi.csv.manifest.json': '{}\n' });
    const [delivery] = await outbox.deliver(run, saved);
    expect(delivery).toMatchObject({ state: 'delivered', attempt: 1, error: null });
    expect(readdirSync(join(folder, 'finance')).toSorted()).toEqual([
      'weekly-roi-20211001T060000Z.csv',
      'weekly-roi-20211001T060000Z.csv.manifest.json',
    ]);
    expect(readFileSync(join(folder, 'finance', 'weekly-roi-20211001T060000Z.csv'), 'utf8')).toBe(CSV);
    const { items } = await outbox.exports.list(null, 10);
    expect(items).toEqual([
      expect.objectContaining({
        who: join(folder, 'finance'),
        what: 'weekly-roi',
        runId: run.runId,
        rows: 3,
        bytes: CSV.length + 3,
        how: 'delivery',
        complete: true,
      }),
    ]);
  });

  it('of two runs lies side by side, also where both speak of the same moment', async () => {
    const { outbox, folder } = await open();
    const saved = to(folder);
    const first = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const second = outbox.finish(saved, { 'weekly-roi.csv': `${CSV}summer,1.00\r\n` });
    await outbox.deliver(first, saved);
    await outbox.deliver(second, saved);
    outbox.now += 1000;
    await outbox.deliver(outbox.finish(saved, { 'weekly-roi.csv': CSV }), saved);
    expect(readdirSync(folder).toSorted()).toEqual([
      'weekly-roi-20211001T060000Z-00000002.csv',
      'weekly-roi-20211001T060000Z.csv',
      'weekly-roi-20211001T060001Z.csv',
    ]);
  });

  it('takes the place of nothing', async () => {
    const { outbox, folder } = await open();
    const saved = to(folder);
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    writeFileSync(join(folder, 'weekly-roi-20211001T060000Z.csv'), 'of somebody else');
    writeFileSync(join(folder, 'weekly-roi-20211001T060000Z-00000001.csv'), 'of somebody else too');
    const [delivery] = await outbox.deliver(run, saved);
    expect(delivery).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('is another file, and is not written over'),
    });
    expect(readdirSync(folder)).toHaveLength(2);
    expect(readFileSync(join(folder, 'weekly-roi-20211001T060000Z.csv'), 'utf8')).toBe('of somebody else');
  });

  it('is refused outside the folders that are allowed, however that is written', async () => {
    const { outbox, folder } = await open();
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    symlinkSync(elsewhere, join(folder, 'way-out'));
    const paths = [
      elsewhere,
      `${folder}-beside`,
      `${folder}/../stolen`,
      `${folder}/finance/../../stolen`,
      `${folder}/way-out/deeper`,
      '../stolen',
    ];
    const saved = savedReport({ targets: paths.map((path) => ({ kind: 'folder', path })) });
    const deliveries = await outbox.deliver(outbox.finish(saved, { 'weekly-roi.csv': CSV }), saved);
    expect(deliveries.map(({ recipient, state }) => [recipient, state])).toEqual(
      paths.map((path) => [path, 'failed']),
    );
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('is not written beside a disk that is not there, and goes out when it is', async () => {
    const { outbox, folder } = await open();
    const home = await homes.create();
    const disk = join(home.dataDir, 'disk');
    const other = await Outbox.open(home, { DEALPROOF_DELIVERY_FOLDERS: `${folder}, ${disk}` });
    const saved = to(join(disk, 'finance'));
    const run = other.finish(saved, { 'weekly-roi.csv': CSV });
    const [waiting] = await other.deliver(run, saved);
    expect(waiting).toMatchObject({
      state: 'waiting',
      attempt: 1,
      error: `The folder ${disk} is not there.`,
    });
    mkdirSync(disk);
    const [early] = await other.send(run);
    expect(early).toMatchObject({ state: 'waiting', attempt: 1 });
    other.now += 60_000;
    const [sent] = await other.send(run);
    expect(sent).toMatchObject({ state: 'delivered', attempt: 2, error: null });
    expect(outbox.now).toBeLessThan(other.now);
  });

  it('that cannot be written to says why in words, and is tried again', async () => {
    const { outbox, folder } = await open();
    writeFileSync(join(folder, 'finance'), 'a file where a folder is meant');
    const saved = to('finance/weekly');
    const [delivery] = await outbox.deliver(outbox.finish(saved, { 'weekly-roi.csv': CSV }), saved);
    expect(delivery).toMatchObject({
      state: 'waiting',
      error: 'Nothing can be written to the folder finance/weekly: a part of its path is no folder.',
    });
  });

  it('that was changed after it was made is delivered to nobody', async () => {
    const { outbox, folder } = await open();
    const saved = to(folder);
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    const wrong = { ...run, files: run.files.map((file) => ({ ...file, sha256: '0'.repeat(64) })) };
    const [delivery] = await outbox.deliver(wrong, saved);
    expect(delivery).toMatchObject({
      state: 'failed',
      error: 'The file weekly-roi.csv was changed since it was made; make the report again.',
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});
