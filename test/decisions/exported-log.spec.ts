import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventEmitter, once } from 'node:events';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DecisionLogService } from '../../src/decisions/decision-log.service.js';
import { sealDocument } from '../../src/decisions/domain/log-lines.js';
import { writeLogFile } from '../../src/decisions/log-file.js';
import { writeNewFile } from '../../src/files/new-file.js';
import { at } from '../support/a-deal.js';
import { eachDatabase } from '../support/each-database.js';
import { Book } from '../support/open-book.js';
import { sealedBook, SOLUTION_WITH_INCENTIVE } from './sealed-book.js';

const VERIFIER = join(import.meta.dirname, '..', '..', 'tools', 'verify-decisions.mjs');

/** Runs the verifier as its user would, in a process of its own. */
function verifier(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VERIFIER, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout.trim(), said: stderr.trim() };
}

eachDatabase('An exported decision log', (homes) => {
  const folder = mkdtempSync(join(tmpdir(), 'exported-log-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const [file, seal] = [join(folder, 'log.ndjson'), join(folder, 'seal.json')];
  let book: Book;
  let log: DecisionLogService;
  let lines: readonly string[];

  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  beforeAll(async () => {
    book = await sealedBook(await homes.create());
    log = book.app.get(DecisionLogService);
    await writeLogFile(log, file);
    write('seal.json', JSON.stringify(sealDocument(await log.lastSeal()), null, 2));
    lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  });

  it('of an empty book is only its header', async () => {
    const empty = await Book.open(await homes.create());
    await writeLogFile(empty.app.get(DecisionLogService), join(folder, 'empty.ndjson'));
    expect(verifier(join(folder, 'empty.ndjson')).out).toMatch(/^0 decisions under 0 seals: intact/);
    expect(verifier(write('nothing.ndjson', ''))).toMatchObject({ code: 2 });
  });

  it('has a header, then every decision in sealed order, and each seal after its decisions', () => {
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ log: 'dealproof decisions', format: 1 });
    const kinds = lines
      .slice(1)
      .map((line) => (line.startsWith('[') ? 'row' : `seal ${JSON.parse(line).sealId}`));
    const rows = (count: number): readonly string[] => Array.from({ length: count }, () => 'row');
    expect(kinds).toEqual([
      ...rows(7),
      'seal 1',
      ...rows(3),
      'seal 2',
      ...rows(7),
      'seal 3',
      ...rows(1),
      'seal 4',
    ]);
    expect(lines.slice(1, 8).map((line) => JSON.parse(line)[0])).toEqual([
      'B-2',
      'a-1',
      'a-10',
      'ä-3',
      'Ω "6"',
      '中-4',
      '😀-5',
    ]);
  });

  it('is digested as its bytes are: any tool that knows SHA-256 can check the rows of a seal', () => {
    const bytes = `${lines.slice(9, 12).join('\n')}\n`;
    const { rowsHash } = JSON.parse(lines[12] ?? '');
    expect(createHash('sha256').update(bytes, 'utf8').digest('hex')).toBe(rowsHash);
  });

  it('is found intact by the verifier, which needs nothing of the service', () => {
    expect(verifier(file, seal)).toEqual({
      code: 0,
      out: '18 decisions under 4 seals: intact; it ends with the kept seal 4.',
      said: '',
    });
    expect(verifier(file).out).toBe(
      '18 decisions under 4 seals: intact; only a kept seal shows whether the end was cut off.',
    );
  });

  it('is found out when a line was changed, removed, doubled or swapped, or its end cut off', async () => {
    const place = fc.integer({ min: 0, max: lines.length - 1 });
    const tampering = fc.oneof(
      fc.tuple(place, fc.nat(), fc.constantFrom('0', 'x', ' ', '"')).map(([index, where, letter]) => {
        const line = lines[index] ?? '';
        const cut = where % line.length;
        return lines.with(index, `${line.slice(0, cut)}${letter}${line.slice(cut + 1)}`);
      }),
      place.map((index) => lines.toSpliced(index, 1)),
      place.map((index) => lines.toSpliced(index, 0, lines[index] ?? '')),
      fc.tuple(place, place).map(([a, b]) => lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '')),
      place.map((index) => lines.slice(0, index)),
    );
    fc.assert(
      fc.property(tampering, (tampered) => {
        fc.pre(tampered.join('\n') !== lines.join('\n'));
        const { code, out, said } = verifier(write('tampered.ndjson', `${tampered.join('\n')}\n`), seal);
        expect([out, said === '']).toEqual(['', false]);
        expect(code).toBe(said.startsWith('The first line') ? 2 : 1);
      }),
      { numRuns: 25 },
    );
  });

  it('names the line and the seal', () => {
    const edited = lines.map((line) => line.replace('"at-risk"', '"eligible"'));
    expect(verifier(write('edited.ndjson', `${edited.join('\n')}\n`))).toEqual({
      code: 1,
      out: '',
      said: `${join(folder, 'edited.ndjson')}, line 13: Under seal 2 a decision was changed or replaced, or their order.`,
    });
    const cut = `${lines.slice(0, 13).join('\n')}\n`;
    expect(verifier(write('cut.ndjson', cut), seal).said).toBe(
      `${join(folder, 'cut.ndjson')}, line 13: The log ends before the kept seal 4, or lacks it.`,
    );
  });

  it('may go on after the seal that was kept', async () => {
    book.setNow(at('2021-09-02T09:00:00Z'));
    await book.importText('more.csv', `${SOLUTION_WITH_INCENTIVE}s-2,Contoso Sea,own,,,\n`);
    await book.eligibility.evaluate();
    await writeLogFile(log, join(folder, 'later.ndjson'));
    expect(verifier(join(folder, 'later.ndjson'), seal)).toMatchObject({
      code: 0,
      out: '26 decisions under 5 seals: intact; it goes on after the kept seal 4.',
    });
    const later = write('later.json', JSON.stringify(sealDocument(await log.lastSeal())));
    expect(verifier(file, later)).toMatchObject({ code: 1 });
  });

  it('is never written over, and half a log is never left behind', async () => {
    await expect(writeLogFile(log, file)).rejects.toThrow('The decision log cannot be written.');
    await expect(writeLogFile(log, join(file, 'under-a-file.ndjson'))).rejects.toThrow(
      'The decision log cannot be written.',
    );
    await expect(writeLogFile(log, join(folder, 'no-such-folder', 'log.ndjson'))).rejects.toThrow(
      'The decision log cannot be written.',
    );
    expect(readFileSync(file, 'utf8')).toBe(`${lines.join('\n')}\n`);
  });

  it('touches nothing that is there already or comes to be there meanwhile', async () => {
    const [elsewhere, taken] = [write('elsewhere.ndjson', 'evidence'), join(folder, 'taken.ndjson')];
    symlinkSync(elsewhere, `${taken}.part`);
    await expect(writeLogFile(log, taken)).rejects.toMatchObject({
      problems: [{ file: `${taken}.part`, message: expect.stringContaining('another run is writing it') }],
    });
    expect(lstatSync(`${taken}.part`).isSymbolicLink()).toBe(true);
    const meanwhile = join(folder, 'meanwhile.ndjson');
    const racing = writeNewFile(meanwhile, 'No log.', async (sink) => {
      write('meanwhile.ndjson', 'evidence');
      return log.export(sink);
    });
    await expect(racing).rejects.toMatchObject({
      message: 'No log.',
      problems: [{ file: meanwhile, remedy: 'Give another name.' }],
    });
    expect([elsewhere, meanwhile].map((path) => readFileSync(path, 'utf8'))).toEqual([
      'evidence',
      'evidence',
    ]);
    expect(existsSync(`${meanwhile}.part`)).toBe(false);
  });

  it('shows one moment of the book, however slowly it is read', async () => {
    const slow = await sealedBook(await homes.create());
    slow.setNow(at('2021-09-02T09:00:00Z'));
    const pieces: string[] = [];
    const moments = new EventEmitter();
    const begun = once(moments, 'begun');
    const reader = new Writable({
      highWaterMark: 1,
      write: (piece: Buffer, _encoding, done) => {
        pieces.push(piece.toString('utf8'));
        if (pieces.length !== 2) return done();
        // The second piece is the first that is read from the book, which goes on while the reader is busy with it.
        moments.once('judged', () => done());
        moments.emit('begun');
      },
    });
    const exported = slow.app.get(DecisionLogService).export(reader);
    await begun;
    await slow.importText('more.csv', `${SOLUTION_WITH_INCENTIVE}s-2,Contoso Sea,own,,,\n`);
    await slow.eligibility.evaluate();
    moments.emit('judged');
    expect(await exported).toMatchObject({ decisions: 18, seals: 4, lastSeal: { sealId: 4 } });
    expect(verifier(write('slow.ndjson', pieces.join(''))).code).toBe(0);
    expect(await slow.app.get(DecisionLogService).lastSeal()).toMatchObject({ sealId: 5 });
  });

  it('frees the book when its reader leaves', async () => {
    // There are two connections for long reads: with a third that was not given back, nothing would be left.
    for (let times = 0; times < 3; times += 1) {
      const leaving = new Writable({
        write: (_chunk, _encoding, done) => done(new Error('The reader left.')),
      });
      await expect(log.export(leaving)).rejects.toThrow('The reader left.');
      const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('The reader left.')) });
      await expect(log.writeVerification(null, gone)).rejects.toThrow('The reader left.');
    }
    expect(await log.verify()).toMatchObject({ intact: true });
  });
});

describe('The verifier', () => {
  it.each([
    [[], 'Usage: node verify-decisions.mjs LOG [SEAL]'],
    [['--help'], 'Usage: node verify-decisions.mjs LOG [SEAL]'],
    [['/nowhere/log.ndjson'], 'ENOENT'],
    [[VERIFIER], 'The first line is not that of an exported decision log of format 1.'],
    [[VERIFIER, VERIFIER], 'holds no seal, or one that is not as it was made.'],
  ])('says what is wrong with %j, and ends with 2', (args, said) => {
    const seen = verifier(...args);
    expect(seen).toMatchObject({ code: 2, out: '' });
    expect(seen.said).toContain(said);
  });
});
