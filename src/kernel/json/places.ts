import { Findings, type Position } from './findings.js';
import { type JsonNode, readJson } from './json-tree.js';

/** Where the values of a JSON file stand, by their JSON path. */
export type Places = ReadonlyMap<string, Position>;

/** Where every value of a JSON text stands; nothing when the text cannot be read. */
export function placesOf(text: string): Places {
  const root = readJson(text, new Findings(''));
  return new Map((root === null ? [] : valuesWithin(root)).map((node) => [node.path, node]));
}

function valuesWithin(node: JsonNode): readonly JsonNode[] {
  if (node.kind === 'object') {
    return [node, ...[...node.members.values()].flatMap(({ value }) => valuesWithin(value))];
  }
  return node.kind === 'list' ? [node, ...node.entries.flatMap(valuesWithin)] : [node];
}
