import { z } from 'zod';
import { nearest } from '../nearest.js';
import { shorten } from '../text.js';
import { wantedBy } from '../wrong-value.js';
import { didYouMean, type Findings, oneOf, type Position } from './findings.js';
import type { JsonNode, JsonObject } from './json-tree.js';
import { isMisspelt, kindWords } from './json-words.js';

type Issue = z.core.$ZodIssue;
type Keys = readonly PropertyKey[];

/** How a value of each type is written in a file. */
const WRITTEN: Readonly<Record<string, string>> = {
  string: 'Write it between double quotes.',
  number: 'Write a number without quotes.',
  int: 'Write a whole number without quotes.',
  boolean: 'Write true or false without quotes.',
  array: 'Write it between square brackets: [ … ].',
  object: 'Write it as { … }.',
  record: 'Write it as { … }.',
};

/**
 * Checks what a JSON file holds against a schema of strict objects. Notes everything that the schema refuses where it
 * stands in the file, with the nearest right spelling.
 * @param what the file's content in messages, such as `the saved report`.
 * @returns the value as the schema gives it, and null when something was noted.
 */
export function checkJson<T>(
  root: JsonNode,
  schema: z.ZodType<T>,
  what: string,
  findings: Findings,
): T | null {
  const value = plainValue(root);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const check = new SchemaCheck(root, schema, what, findings);
  for (const issue of parsed.error.issues) check.note(issue);
  return null;
}

/** What stands in a file as plain JavaScript, without places. */
export function plainValue(node: JsonNode): unknown {
  if (node.kind === 'list') return node.entries.map(plainValue);
  if (node.kind !== 'object') return node.value;
  return Object.fromEntries([...node.members].map(([name, { value }]) => [name, plainValue(value)]));
}

/** The value that keys lead to, or as far as they lead. */
export function nodeAt(root: JsonNode, keys: Keys): JsonNode {
  const [key, ...rest] = keys;
  const next = key === undefined ? undefined : childOf(root, key);
  return next === undefined ? root : nodeAt(next, rest);
}

function childOf(node: JsonNode, key: PropertyKey): JsonNode | undefined {
  if (node.kind === 'object') return node.members.get(String(key))?.value;
  return node.kind === 'list' ? node.entries[Number(key)] : undefined;
}

class SchemaCheck {
  constructor(
    private readonly root: JsonNode,
    private readonly schema: z.ZodType,
    private readonly what: string,
    private readonly findings: Findings,
  ) {}

  note(issue: Issue): void {
    const node = nodeAt(this.root, issue.path);
    const parent = nodeAt(this.root, issue.path.slice(0, -1));
    const name = issue.path.at(-1);
    if (issue.code === 'unrecognized_keys') this.#unknown(node, issue.keys, issue.path);
    else if (typeof name === 'string' && parent.kind === 'object' && !parent.members.has(name)) {
      this.#missing(parent, name, issue);
    } else if (issue.code === 'invalid_union' && issue.errors.length > 0) this.#union(node, issue);
    else this.#wrong(node, issue);
  }

  #unknown(node: JsonNode, keys: readonly string[], path: Keys, known = this.#keysAt(path)): void {
    if (node.kind !== 'object') return;
    for (const key of keys) {
      const at: Position = node.members.get(key)?.name ?? node;
      this.findings.add(
        at,
        `“${shorten(key)}” is not a key of ${this.#named(path)}.`,
        didYouMean(key, known, `Remove it; the keys are ${known.join(', ')}.`),
      );
    }
  }

  #missing(parent: JsonObject, name: string, issue: Issue): void {
    const path = issue.path.slice(0, -1);
    if (isMisspelt(parent, name, this.#keysAt(path))) return;
    // Which keys there are depends on this one, so the schema says nothing of the one that stands for it.
    const meant = [...parent.members.keys()].filter((key) => nearest(key, [name]) === name);
    if (issue.code === 'invalid_union' && meant.length > 0) {
      this.#unknown(parent, meant, path, [name]);
      return;
    }
    this.findings.add(parent, `“${name}” is missing from ${this.#named(path)}.`, `Add the key “${name}”.`);
  }

  /** Of several forms, the one that the value is meant to have; all of them where it has none. */
  #union(node: JsonNode, issue: Issue & { readonly code: 'invalid_union' }): void {
    const within = issue.errors.find((errors) => errors.every(({ path }) => path.length > 0));
    if (within !== undefined) {
      for (const inner of within) this.note({ ...inner, path: [...issue.path, ...inner.path] });
      return;
    }
    const forms = issue.errors.flatMap((errors) => errors.slice(0, 1)).map(formWords);
    this.findings.add(node, `${shown(node)} is not ${oneOf(forms)}.`, `Write ${oneOf(forms)}.`);
  }

  #wrong(node: JsonNode, issue: Issue): void {
    const values = choices(issue);
    if (values !== null && node.kind === 'text') {
      const remedy = didYouMean(node.value, values, `Write ${oneOf(values.map((each) => `"${each}"`))}.`);
      this.findings.add(node, `${shown(node)} is not one of ${values.join(', ')}.`, remedy);
    } else if (issue.code === 'too_small' && (node.kind === 'list' || node.kind === 'text')) {
      const [is, remedy] = node.kind === 'list' ? ['list', 'Name at least one.'] : ['text', 'Write it.'];
      this.findings.add(node, `The ${is} is empty.`, remedy);
    } else {
      const wanted = wantedBy(issue) ?? issue.message.replace(/^must be /, '');
      const written = issue.code === 'invalid_type' ? WRITTEN[issue.expected] : undefined;
      this.findings.add(node, `${shown(node)} is not ${wanted}.`, written ?? `Write ${wanted}.`);
    }
  }

  /** What an object of the file is called in a sentence. */
  #named(path: Keys): string {
    const name = path.at(-1);
    if (name === undefined) return this.what;
    return typeof name === 'number' ? `an entry of “${String(path.at(-2))}”` : `“${String(name)}”`;
  }

  /** The keys that the object at a place may have. */
  #keysAt(path: Keys): readonly string[] {
    const found = schemaAt(this.schema, this.root, path);
    return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
  }
}

/** The schema of a part of a value; undefined where the schema knows no such part. */
function schemaAt(schema: unknown, node: JsonNode | undefined, path: Keys): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return schemaAt(schema.unwrap(), node, path);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return schemaAt(chosenForm(schema, node), node, path);
  }
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const child = node === undefined ? undefined : childOf(node, key);
  if (schema instanceof z.ZodArray) return schemaAt(schema.element, child, rest);
  return schema instanceof z.ZodObject ? schemaAt(schema.shape[String(key)], child, rest) : undefined;
}

function chosenForm(union: z.ZodDiscriminatedUnion, node: JsonNode | undefined): unknown {
  const told = node?.kind === 'object' ? node.members.get(union.def.discriminator)?.value : undefined;
  const word = told?.kind === 'text' ? told.value : null;
  const keyOf = (form: unknown): unknown =>
    form instanceof z.ZodObject ? form.shape[union.def.discriminator] : undefined;
  return union.options.find((form) => {
    const key = keyOf(form);
    return key instanceof z.ZodLiteral && key.values.has(word);
  });
}

function formWords(issue: Issue): string {
  return issue.code === 'invalid_value'
    ? issue.values.map((value) => `"${String(value)}"`).join(', ')
    : (wantedBy(issue) ?? '');
}

/** The words that one is to be chosen of; null where it is no choice. */
function choices(issue: Issue): readonly string[] | null {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  // Where a list of forms is told apart by a word, zod gives the words there are beside what its types say.
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : null;
}

function shown(node: JsonNode): string {
  if (node.kind === 'text') return `“${shorten(node.value)}”`;
  if (node.kind === 'number') return String(node.value);
  const words = kindWords(node);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
