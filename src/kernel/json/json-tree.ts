import { parse, type MemberNode, type ValueNode } from '@humanwhocodes/momoa';
import { Big } from 'big.js';
import { shorten } from '../text.js';
import type { Findings, Position } from './findings.js';
import { type Fault, type JsonAdvice, scanJson } from './scan-json.js';

/** Bytes that a file may have: 1 MiB. */
export const MAX_BYTES = 1_048_576;

/** A value of a JSON file that knows where it stands. */
export type JsonNode = JsonObject | JsonList | JsonScalar;
/** An object; its members stand in the order of the file, each name once. */
export interface JsonObject extends Position {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, JsonMember>;
}
/** A member of an object. `name` is where its key stands. */
interface JsonMember {
  readonly name: Position;
  readonly value: JsonNode;
}
/** An array. */
interface JsonList extends Position {
  readonly kind: 'list';
  readonly entries: readonly JsonNode[];
}
/** A text, number, truth value or null. */
type JsonScalar = Position &
  (
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'null'; readonly value: null }
  );

/** Names that would reach into JavaScript’s own objects instead of being plain keys. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
/** Advice for a file of which nobody is told what is wrong, or of which it is not known what it is. */
const ANY_FILE: JsonAdvice = {
  comment: 'Remove the comment.',
  tooDeep: 'Write it with fewer brackets within brackets.',
  tooLarge: 'Split the file.',
};
/** Half a surrogate pair, or NUL: PostgreSQL keeps neither. */
const UNKEEPABLE = /[\p{Surrogate}\0]/u;

/**
 * Reads a JSON text with the position of every value. Notes in `findings`: a file over `MAX_BYTES`, bad syntax
 * (comments too), nesting over 32 levels, a key written twice in an object, `__proto__`-like keys, and texts and
 * numbers that cannot be kept exactly. A byte order mark is ignored. Null when nothing can be read.
 */
export function readJson(text: string, findings: Findings, advice: JsonAdvice = ANY_FILE): JsonNode | null {
  const source = text.replace(/^\uFEFF/, '');
  const fault = tooLarge(text, advice) ?? scanJson(source, advice);
  if (fault !== null) {
    findings.add({ ...fault, path: '$' }, fault.message, fault.remedy);
    return null;
  }
  try {
    return new TreeReader(source, findings).read(parse(source, { mode: 'json' }).body, '$');
  } catch (error) {
    const syntax = syntaxFault(source, error);
    if (syntax === null) throw error;
    findings.add({ ...syntax, path: '$' }, syntax.message, syntax.remedy);
    return null;
  }
}

/** The path of a member: `$.title.en`, or `$.title["zh-CN"]` where the name is no plain word. */
export function memberPath(path: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

class TreeReader {
  constructor(
    private readonly source: string,
    private readonly findings: Findings,
  ) {}

  read(node: ValueNode, path: string): JsonNode {
    const at = position(node, path);
    switch (node.type) {
      case 'Object':
        return { ...at, kind: 'object', members: this.#members(node.members, path) };
      case 'Array':
        return {
          ...at,
          kind: 'list',
          entries: node.elements.map((element, index) => this.read(element.value, `${path}[${index}]`)),
        };
      case 'String':
        this.#checkText(node.value, at);
        return { ...at, kind: 'text', value: node.value };
      case 'Number':
        return { ...at, kind: 'number', value: this.#number(node, at) };
      case 'Boolean':
        return { ...at, kind: 'boolean', value: node.value };
      case 'Null':
        return { ...at, kind: 'null', value: null };
      default:
        throw new TypeError(`JSON has no ${node.type}`);
    }
  }

  #members(nodes: readonly MemberNode[], path: string): ReadonlyMap<string, JsonMember> {
    const members = new Map<string, JsonMember>();
    for (const node of nodes) {
      const name = node.name.type === 'String' ? node.name.value : node.name.name;
      const at = position(node.name, memberPath(path, name));
      const first = members.get(name);
      this.#checkText(name, at);
      if (FORBIDDEN_KEYS.has(name)) {
        this.findings.add(at, `“${name}” is not allowed as a key.`, 'Remove it, or use another name.');
      } else if (first !== undefined) {
        this.findings.add(
          at,
          `The key “${shorten(name)}” is written twice in one object; it stands in line ${first.name.line} already.`,
          'Keep one of the two.',
        );
      } else {
        members.set(name, { name: at, value: this.read(node.value, at.path) });
      }
    }
    return members;
  }

  #checkText(value: string, at: Position): void {
    if (!UNKEEPABLE.test(value)) return;
    this.findings.add(
      at,
      'The text holds a character that a database cannot keep (NUL or half a surrogate pair).',
      'Remove the escape \\u0000 or \\ud800 to \\udfff, or complete the pair.',
    );
  }

  #number(node: ValueNode & { readonly type: 'Number' }, at: Position): number {
    const written = this.source.slice(node.loc.start.offset, node.loc.end.offset);
    const { value } = node;
    const exact =
      Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER && new Big(written).eq(value);
    if (!exact) {
      this.findings.add(
        at,
        `The number ${shorten(written)} cannot be kept exactly.`,
        `Write a number of at most 15 digits between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}.`,
      );
    }
    return value === 0 ? 0 : value;
  }
}

function position(node: { loc: { start: { line: number; column: number } } }, path: string): Position {
  return { path, line: node.loc.start.line, lineColumn: node.loc.start.column };
}

function tooLarge(text: string, advice: JsonAdvice): Fault | null {
  const bytes = new TextEncoder().encode(text).length;
  return bytes <= MAX_BYTES ? null : { line: 1, lineColumn: 1, ...describeSize(bytes, advice) };
}

/** What to say of a file that is over `MAX_BYTES`. */
export function describeSize(
  bytes: number,
  { tooLarge: remedy }: JsonAdvice,
): { readonly message: string; readonly remedy: string } {
  return {
    message: `The file has ${bytes} bytes; at most ${MAX_BYTES} (1 MiB) are allowed.`,
    remedy,
  };
}

/** Tells what the parser stumbled over in words for people who do not write parsers; null for any other error. */
function syntaxFault(source: string, error: unknown): Fault | null {
  if (!(error instanceof Error) || !('line' in error) || !('column' in error) || !('offset' in error))
    return null;
  const { line, column, offset } = error;
  if (typeof line !== 'number' || typeof column !== 'number' || typeof offset !== 'number') return null;
  const place = { line, lineColumn: column };
  if (source.trim() === '') {
    return { ...place, message: 'The file is empty.', remedy: 'Write one object in it: { … }.' };
  }
  const found = /^(?:"[^"\n]*"|[\w.+-]+)/.exec(source.slice(offset))?.[0] ?? source.slice(offset, offset + 1);
  return {
    ...place,
    message: `This is not valid JSON: “${shorten(found, 20)}” cannot stand here.`,
    remedy: syntaxRemedy(found, source.slice(0, offset).trimEnd().at(-1) ?? ''),
  };
}

function syntaxRemedy(found: string, before: string): string {
  if (/^[}\]]/.test(found) && before === ',') return 'Remove the comma before it.';
  if (found === "'" || found === '“' || found === '”')
    return 'Write texts between straight double quotes: "…".';
  if (/^["{[]/.test(found) && /["}\]\w]/.test(before))
    return 'Add the comma or colon that is missing before it.';
  if (/^-?0\d/.test(found)) return 'Write the number without zeros before it.';
  if (found === '\\') return 'Write a backslash as \\\\.';
  if (/^\w/.test(found)) return 'Write true, false, null, a number, or a text between double quotes.';
  return 'Check the commas, colons, quotes and brackets just before it.';
}
