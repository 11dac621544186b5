import { createHash } from 'node:crypto';
import type { JsonNode } from '../../kernel/json/json-tree.js';
import { compareText } from '../../kernel/text.js';

/**
 * The one spelling of a JSON value: keys sorted, no white space, numbers and texts as ECMAScript writes them (RFC
 * 8785, as long as keys are ASCII, which those of rule files are). Two files that say the same have the same canonical text.
 */
export function canonicalJson(node: JsonNode): string {
  switch (node.kind) {
    case 'object': {
      const members = [...node.members].toSorted(([a], [b]) => compareText(a, b));
      return `{${members.map(([name, { value }]) => `${JSON.stringify(name)}:${canonicalJson(value)}`).join(',')}}`;
    }
    case 'list':
      return `[${node.entries.map(canonicalJson).join(',')}]`;
    default:
      return JSON.stringify(node.value);
  }
}

/** `sha256:` and the hex digest of a text’s UTF-8 bytes. */
export function contentHash(content: string): string {
  return `sha256:${createHash('sha256').update(content, 'utf8').digest('hex')}`;
}
