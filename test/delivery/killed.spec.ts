import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type BuiltCli, buildCli } from '../support/built-cli.js';
import { eachDatabase, type Home, openHome } from '../support/each-database.js';
import { RULES } from '../support/open-book.js';
import { stall } from '../support/stall.js';
import { HookServer } from './hook-server.js';
import { MailServer } from './mail-server.js';
import { Outbox, savedReport, settings } from './outbox.js';

const CSV = 'campaign,spend\r\nspring,7500.00\r\n';

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

eachDatabase('A service that is killed between sending and noting that', (homes) => {
  let mail: MailServer;
  let hooks: HookServer;

  beforeAll(async () => {
    [mail, hooks] = [await MailServer.start(), await HookServer.start()];
  });
  afterAll(() => Promise.all([mail.stop(), hooks.stop()]));

  /** Serves the book in a process of its own until `sent`, and kills that. */
  const killed = async (home: Home, own: Readonly<Record<string, string>>, sent: () => boolean) => {
    const database = home.databaseUrl === null ? {} : { DATABASE_URL: home.databaseUrl };
    const args = ['serve', '--port', '0', '--data', home.dataDir, '--rules', RULES];
    const child = spawn(process.execPath, [cli.path, ...args], {
      env: { ...database, ...settings(own), DEALPROOF_REPORTS: join(home.dataDir, 'reports') },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    try {
      while (!sent() && child.exitCode === null) await pause(20);
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    expect(child.signalCode).toBe('SIGKILL');
  };

  it('has it sent again by the next one: under the same id, and files once', async () => {
    const home = await homes.create();
    const folder = join(home.dataDir, 'shared');
    mkdirSync(folder);
    mkdirSync(join(home.dataDir, 'reports'));
    const own = {
      DEALPROOF_SMTP_URL: mail.url,
      DEALPROOF_WEBHOOK_HOSTS: hooks.origin,
      DEALPROOF_DELIVERY_FOLDERS: folder,
    };
    const outbox = await Outbox.open(home, own);
    const saved = savedReport({
      targets: [
        { kind: 'email', to: ['ada@example.com'] },
        { kind: 'webhook', url: `${hooks.origin}/`, secret: 'finance' },
        { kind: 'folder', path: folder },
      ],
    });
    const run = outbox.finish(saved, { 'weekly-roi.csv': CSV });
    await outbox.deliveries.enqueue(run, saved);
    const database = await openHome(home);
    // Noting that something is delivered takes long.
    const goOn = await stall(database, {
      on: 'update',
      table: 'deliveries',
      when: "new.state = 'delivered'",
    });
    const files = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.csv'));
    const sent = (): boolean => mail.received.length + hooks.called.length + files().length === 3;
    // Noting the first would keep the others from being sent: whoever takes one answers when all are there.
    mail.onReceived = hooks.onCalled = async () => {
      while (!sent()) await pause(5);
    };
    await killed(home, own, sent);
    mail.onReceived = hooks.onCalled = async () => {};
    await goOn();
    const left = await outbox.of(run.runId);
    expect(left.map(({ state }) => state)).toEqual(['sending', 'sending', 'sending']);

    // The lease of the one that was killed has to run out first.
    outbox.now = Date.now();
    await outbox.send(run);
    expect([mail.received.length, hooks.called.length]).toEqual([1, 1]);
    outbox.now = Date.now() + 10 * 60_000;
    const again = await outbox.send(run);
    expect(again.map(({ state, attempt }) => [state, attempt])).toEqual([
      ['delivered', 2],
      ['delivered', 2],
      ['delivered', 2],
    ]);
    const keys = again.map(({ key }) => key);
    expect(mail.received.map(({ mail: { messageId } }) => messageId)).toEqual([
      `<${keys[0]}@dealproof.example>`,
      `<${keys[0]}@dealproof.example>`,
    ]);
    expect(hooks.called.map(({ headers }) => headers['dealproof-delivery'])).toEqual([keys[1], keys[1]]);
    expect(files()).toEqual(['weekly-roi-20211001T060000Z.csv']);
    expect(readFileSync(join(folder, files()[0] ?? ''), 'utf8')).toBe(CSV);
    expect((await outbox.exports.list(null, 10)).items).toHaveLength(2);
  });
});
