import { expect, it } from '@jest/globals';
import { down, up } from '../../src/database/migrations/0006-report-runs.js';
import { eachDatabase } from '../support/each-database.js';

eachDatabase('the tables of the ledger of runs', (homes) => {
  const run = (slot: number | null, state: string) => ({
    saved_report: 'weekly',
    saved_version: '1',
    saved_sha256: 'a',
    cause: slot === null ? 'manual' : 'schedule',
    slot,
    due_at: 1,
    state,
    attempts_allowed: 3,
    next_attempt_at: 1,
    created_at: 1,
  });

  it('can be taken away and laid again, beside a book that keeps its deals', async () => {
    const database = await homes.open();
    const columns = [
      { name: 'deal_id', type: 'text' },
      { name: 'position', type: 'integer' },
      { name: 'solution_id', type: 'text' },
    ] as const;
    await database.insertRows('deal_solutions', columns, [['opp-1', 0, 'sol-1']]);
    await down(database.writer);
    expect(await database.writer.schema.hasTable('report_runs')).toBe(false);
    await up(database.writer);
    expect(await database.writer('deal_solutions').select('deal_id')).toEqual([{ deal_id: 'opp-1' }]);
  });

  it('hold one run a slot, any number that were asked for, and one at a time that is being made', async () => {
    const { writer } = await homes.open();
    await writer('report_runs').insert([
      run(5, 'queued'),
      run(6, 'running'),
      run(null, 'queued'),
      run(null, 'done'),
    ]);
    await expect(writer('report_runs').insert(run(5, 'skipped'))).rejects.toThrow(/unique/i);
    await expect(writer('report_runs').insert(run(7, 'running'))).rejects.toThrow(/unique/i);
    await writer('report_runs').insert({ ...run(7, 'running'), saved_report: 'monthly' });
    expect(await writer('report_runs').select('run_id')).toHaveLength(5);
  });
});
