import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DELIVERY_VARIABLES } from '../../src/config/delivery-settings.js';
import { loadConfig } from '../../src/config/env.js';
import { HookServer } from '../delivery/hook-server.js';
import { HOOK_SECRET, Outbox, savedReport, START } from '../delivery/outbox.js';
import { eachDatabase } from '../support/each-database.js';
import { blocksOf, codeIn, sectionOf, tableRows } from './doc-blocks.js';

describe('the guide to delivery', () => {
  const told = tableRows(sectionOf('delivery.md', 'settings'));

  it('tells every setting there is, and no other', () => {
    const names = told.map(([name = '']) => codeIn(name)[0]);
    expect(names).toEqual([...Object.keys(DELIVERY_VARIABLES), 'DEALPROOF_WEBHOOK_SECRET_<NAME>']);
  });

  it('tells what holds where nothing is set', () => {
    const numbers = told.flatMap(([name = '', unset = '']) =>
      /^\d+$/.test(unset) ? [[codeIn(name)[0] ?? '', unset] as const] : [],
    );
    expect(numbers).toHaveLength(3);
    expect(loadConfig(Object.fromEntries(numbers)).delivery).toEqual(loadConfig({}).delivery);
  });
});

eachDatabase('a receiver that checks as the guide to delivery shows', (homes) => {
  it('takes what was sent, and nothing that is old or was changed', async () => {
    const [{ text } = { text: '' }] = blocksOf('delivery.md').filter(({ language }) => language === 'js');
    const file = join(mkdtempSync(join(tmpdir(), 'receiver-')), 'receiver.mjs');
    writeFileSync(file, text);
    const { isGenuine } = await import(file);
    const hooks = await HookServer.start();
    const outbox = await Outbox.open(await homes.create(), { DEALPROOF_WEBHOOK_HOSTS: hooks.origin });
    const saved = savedReport({
      targets: [{ kind: 'webhook', url: `${hooks.origin}/`, secret: 'finance' }],
    });
    const run = outbox.finish(saved, { 'weekly-roi.csv': 'campaign,spend\r\n' });
    await outbox.deliver(run, saved);
    const [{ headers, body } = { headers: {}, body: '' }] = hooks.called;
    await hooks.stop();
    const shown = blocksOf('delivery.md').find(({ text: block }) => block.includes('"deliveryId"'));
    expect(Object.keys(JSON.parse(body))).toEqual(Object.keys(JSON.parse(shown?.text ?? '')));
    expect(isGenuine(headers, body, HOOK_SECRET, START)).toBe(true);
    expect(isGenuine(headers, body.replace('"rows":3', '"rows":4'), HOOK_SECRET, START)).toBe(false);
    expect(isGenuine(headers, body, 'another secret', START)).toBe(false);
    expect(isGenuine(headers, body, HOOK_SECRET, START + 6 * 60_000)).toBe(false);
    expect(isGenuine({ ...headers, 'dealproof-signature': 'v1=å' }, body, HOOK_SECRET, START)).toBe(false);
    const later = { ...headers, 'dealproof-timestamp': String(START / 1000 + 600) };
    expect(isGenuine(later, body, HOOK_SECRET, START + 600_000)).toBe(false);
  });
});
