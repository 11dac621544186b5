import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A saved report as its file holds it, with other values where a test needs them. */
export function aSavedReport(
  values: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    name: 'campaigns-on-monday',
    report: 'campaign-roi',
    version: '1',
    title: 'Campaigns of last week',
    description: 'For the Monday meeting.',
    options: { view: 'cash', period: 'last-week' },
    formats: ['xlsx'],
    owner: 'Ana Lind',
    schedule: { cron: '0 7 * * MON', zone: 'Europe/Stockholm' },
    ...values,
  };
}

/** People of whom `Ana Lind` is one, with other rights where a test needs them. */
export function people(rights: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const ana = { name: 'Ana Lind', email: 'ana@example.com', reports: 'all', deliverTo: ['folder'] };
  return { people: [{ ...ana, ...rights }] };
}

/** A folder of saved reports that a test may write into as an admin does. */
export class ReportsFolderOfItsOwn {
  readonly path = mkdtempSync(join(tmpdir(), 'dealproof-reports-'));

  constructor(files: Readonly<Record<string, unknown>> = {}) {
    for (const [name, content] of Object.entries(files)) this.put(name, content);
  }

  /** Writes a file: a text as it is, anything else as JSON. */
  put(name: string, content: unknown): void {
    const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
    writeFileSync(join(this.path, name), text);
  }

  remove(name: string): void {
    rmSync(join(this.path, name));
  }
}
