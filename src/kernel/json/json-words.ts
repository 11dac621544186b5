import { nearest } from '../nearest.js';
import type { JsonNode, JsonObject } from './json-tree.js';

const KIND_WORDS = {
  object: 'an object',
  list: 'a list',
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
} as const;

/** What kind of value stands in the file, in words. */
export function kindWords(node: JsonNode): string {
  return KIND_WORDS[node.kind];
}

/** Whether a key that is missing seems to be there under a wrong name, which is then all that needs saying. */
export function isMisspelt(node: JsonObject, key: string, known: readonly string[]): boolean {
  return [...node.members.keys()].some((name) => !known.includes(name) && nearest(name, known) === key);
}
