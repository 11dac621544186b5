import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from '@jest/globals';
import pg from 'pg';
import { openDatabase } from '../../src/database/open-database.js';
/** Runs one suite on SQLite and on PostgreSQL, each test on a book of its own. */
export function eachDatabase(name, suite) {
    describe(`${name} (SQLite)`, () => suite(homesOf(sqliteHome)));
    const server = process.env.TEST_DATABASE_URL;
    if (server)
        describe(`${name} (PostgreSQL)`, () => suite(homesOf(() => postgresHome(server))));
    else
        describe.skip(`${name} (PostgreSQL)`, () => suite(homesOf(sqliteHome)));
}
function homesOf(make) {
    const made = [];
    const opened = [];
    const create = async () => {
        const home = await make();
        made.push(home);
        return home;
    };
    afterAll(async () => {
        for (const database of opened)
            await database.close();
        for (const home of made)
            await home.remove();
    });
    return {
        create,
        open: async () => {
            const database = await openDatabase(await create());
            opened.push(database);
            return database;
        },
    };
}
async function sqliteHome() {
    const dataDir = mkdtempSync(join(tmpdir(), 'dealproof-'));
    return {
        dataDir,
        databaseUrl: null,
        remove: async () => rmSync(dataDir, { recursive: true, force: true }),
    };
}
async function postgresHome(server) {
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    await onServer(server, `create database ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    const dataDir = mkdtempSync(join(tmpdir(), 'dealproof-'));
    return {
        dataDir,
        databaseUrl: url.toString(),
        remove: async () => {
            rmSync(dataDir, { recursive: true, force: true });
            await onServer(server, `drop database if exists ${name} with (force)`);
        },
    };
}
async function onServer(connectionString, sql) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
        await client.query(sql);
    }
    finally {
        await client.end();
    }
}
