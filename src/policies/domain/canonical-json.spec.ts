import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Findings } from '../../kernel/json/findings.js';
import { readJson } from '../../kernel/json/json-tree.js';
import { policyDocuments } from '../../../test/support/policy-arbitraries.js';
import { canonicalJson } from './canonical-json.js';
import { parsePolicy } from './parse-policy.js';

const FILE = 'deal-registration/2021-05-07.json';

function canonical(text: string): string | null {
  const node = readJson(text, new Findings('any.json'));
  return node === null ? null : canonicalJson(node);
}

describe('canonical JSON', () => {
  it('sorts keys, drops white space, and spells numbers and texts in one way', () => {
    const text =
      '{ "b": [1.50, 1e2, -0, 25000.00],\n "B": "\\u00e5\\/\\u2028", "a": { "y": null, "x": true } }';
    expect(canonical(text)).toBe('{"B":"å/\u2028","a":{"x":true,"y":null},"b":[1.5,100,0,25000]}');
  });

  it('says the same as the file, whatever valid JSON that holds', () => {
    const plain = fc
      .jsonValue({ maxDepth: 4 })
      .filter((value) => !/__proto__|constructor|prototype|\\ud|\\u0000/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(plain, (value) => {
        const text = canonical(JSON.stringify(value, null, 3));
        expect(text).not.toBeNull();
        expect(JSON.parse(text ?? '')).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonical(text ?? '')).toBe(text);
      }),
    );
  });
});

describe('a valid policy', () => {
  it('is read without problems, and its canonical content means the same policy again', () => {
    fc.assert(
      fc.property(policyDocuments, fc.constantFrom(0, 2, 7), (document, indent) => {
        const { policy, problems } = parsePolicy(JSON.stringify(document, null, indent), FILE);
        if (policy === null) throw new Error(JSON.stringify(problems));
        const { content } = policy;
        const { $schema, status, effective, ...said } = document;
        expect([$schema, status, effective]).not.toContain(undefined);
        const again = JSON.stringify(Object.assign(JSON.parse(content), { status, effective }));
        expect(parsePolicy(again, FILE)).toEqual({ policy, problems: [] });
        expect(JSON.parse(content)).toEqual(said);
      }),
    );
  });
});
