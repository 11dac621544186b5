import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LOG_HEADER } from '../../src/decisions/domain/log-lines.js';
import { sealSchema, toSeal } from '../../src/decisions/decisions.schemas.js';
import { sealHash } from '../../src/eligibility/domain/seal.js';
import { commandsOf } from './console.js';
import { blocksOf, exampleFiles, tableRows, guide } from './doc-blocks.js';

const GUIDE = 'decision-log.md';
const folder = mkdtempSync(join(tmpdir(), 'decision-log-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the guide to the decision log', () => {
  const files = exampleFiles(GUIDE);
  const log = files.get('decisions.ndjson') ?? '';

  beforeAll(() => {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'changed.ndjson'), log.replace('"at-risk"', '"eligible"'));
    symlinkSync(join(import.meta.dirname, '..', '..', 'tools'), join(folder, 'tools'));
  });

  it('shows what the verifier and other tools really print', () => {
    const shown = blocksOf(GUIDE).flatMap(({ language, text }) =>
      language === 'console' ? commandsOf(text) : [],
    );
    expect(shown).toHaveLength(4);
    for (const { command, output } of shown) {
      const { stdout, stderr } = spawnSync(command, { shell: true, cwd: folder, encoding: 'utf8' });
      // jq is not on every machine.
      if (stderr.includes('jq')) continue;
      expect([command, `${stdout}${stderr}`.trim()]).toEqual([command, output]);
    }
  });

  it('shows a log in the form that is exported now', () => {
    const [header, ...lines] = log.trimEnd().split('\n');
    expect(header).toBe(LOG_HEADER);
    const seals = lines.filter((line) => line.startsWith('{'));
    expect(seals).toHaveLength(2);
    for (const line of seals) {
      const seal = sealSchema.parse(JSON.parse(line));
      expect(sealHash(toSeal(seal))).toBe(seal.hash);
    }
  });

  it('lists the fields of a seal in their order', () => {
    const fields = tableRows(guide(GUIDE).split('## The format')[1] ?? '').map(([cell]) => cell);
    expect(fields).toEqual(Object.keys(sealSchema.shape).map((field) => `\`${field}\``));
  });
});
