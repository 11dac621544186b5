import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fastify } from 'fastify';
import { policyJsonSchema } from '../../src/policies/domain/policy-schema.js';
import { policyDocuments } from '../support/policy-arbitraries.js';
import { policyWith, policyWithCondition, POLICY_TEXT } from '../support/policy-text.js';

// Fastify brings the JSON Schema validator, told here to change nothing of what it is given.
const server = fastify({
  ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, strict: false } },
});

let address = '';

beforeAll(async () => {
  server.post('/policies', { schema: { body: policyJsonSchema() } }, () => ({ valid: true }));
  address = await server.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await server.close();
});

async function accepts(text: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${address}/policies`, { method: 'POST', headers, body: text });
  if (response.status !== 200 && response.status !== 400) throw new Error(await response.text());
  return response.status === 200;
}

describe('the JSON Schema of rule files', () => {
  it('is the one that the facts and operators make; npm run schema writes it', async () => {
    expect(JSON.parse(await readFile('rules/policy.schema.json', 'utf8'))).toEqual(policyJsonSchema());
  });

  it.each(['2020-09-22', '2021-02-03', '2021-05-07', '2021-08-20'])('accepts version %s', async (version) => {
    expect(await accepts(await readFile(`rules/deal-registration/${version}.json`, 'utf8'))).toBe(true);
  });

  it('accepts every valid policy', async () => {
    await fc.assert(
      fc.asyncProperty(policyDocuments, async (document) => {
        expect(await accepts(JSON.stringify(document))).toBe(true);
      }),
    );
  });

  it.each([
    '{ "all": [] }',
    '{ "any": [{ "fact": "wonAt", "operator": "isKnown" }], "all": [{ "fact": "wonAt", "operator": "isKnown" }] }',
    '{ "fact": "dealtype", "operator": "equal", "value": "co-sell" }',
    '{ "fact": "dealType", "operator": "equals", "value": "co-sell" }',
    '{ "fact": "dealType", "operator": "lessThan", "value": "co-sell" }',
    '{ "fact": "dealType", "operator": "equal", "value": "cosell" }',
    '{ "fact": "dealType", "operator": "in", "value": "co-sell" }',
    '{ "fact": "dealType", "operator": "in", "value": [] }',
    '{ "fact": "dealType", "operator": "equal", "value": ["co-sell"] }',
    '{ "fact": "dealType", "operator": "equal", "value": null }',
    '{ "fact": "dealType", "operator": "equal" }',
    '{ "fact": "dealType", "operator": "isKnown", "value": true }',
    '{ "fact": "dealType", "operator": "equal", "value": "co-sell", "path": "$" }',
    '{ "fact": "hoursFromCreationToWon", "operator": "lessThan", "value": "72h" }',
    '{ "fact": "microsoftInvited", "operator": "equal", "value": "yes" }',
  ])('lets an editor mark %s', async (condition) => {
    expect(await accepts(policyWithCondition(condition))).toBe(false);
  });

  it.each([
    ['"status"', '"staus"'],
    ['"active"', '"on"'],
    ['"ineligible"', '"warn"'],
    ['"until": null', '"until": "May"'],
    ['"en": "Deal registration"', '"sv": "Avtalsregistrering"'],
    ['"id": "deal-type"', '"id": "Deal type"'],
  ])('lets an editor mark %s written as %s', async (piece, replacement) => {
    expect(await accepts(POLICY_TEXT)).toBe(true);
    expect(await accepts(policyWith(piece, replacement))).toBe(false);
  });
});
