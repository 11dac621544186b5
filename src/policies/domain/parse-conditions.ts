import { didYouMean, type Findings } from '../../kernel/json/findings.js';
import type { JsonNode, JsonObject } from '../../kernel/json/json-tree.js';
import { isMisspelt, kindWords } from '../../kernel/json/json-words.js';
import { MAX_LEVELS } from '../../kernel/json/scan-json.js';
import { shorten } from '../../kernel/text.js';
import { LEAF_KEYS, readLeaf } from './parse-leaf.js';
import type { Condition } from './policy.js';
import { readText } from './read-parts.js';

/** A condition and how large it is once shared conditions stand in their place. */
export interface SizedCondition {
  readonly condition: Condition;
  readonly comparisons: number;
  /** Entries of all lists to compare with. */
  readonly listValues: number;
  /** Conditions within conditions. */
  readonly levels: number;
}

const KINDS = ['all', 'any', 'not', 'condition', 'fact'] as const;
type Kind = (typeof KINDS)[number];
const KEYS: readonly string[] = [...KINDS, 'operator', 'value'];

/** Keys that json-rules-engine knows and that would change what a rule means without a word. */
const REFUSED_KEYS: ReadonlyMap<string, string> = new Map([
  ['path', 'facts have no parts to reach into'],
  ['params', 'facts take no parameters'],
  ['priority', 'it would leave comparisons out of the explanation'],
]);

/**
 * Reads conditions under the strict profile: everything that json-rules-engine would let pass although it makes
 * deals eligible in silence is noted as a problem. Knows the shared conditions of one file, reads each of them
 * once, and puts them in place.
 */
export class ConditionReader {
  readonly #shared: ReadonlyMap<string, JsonNode>;
  readonly #findings: Findings;
  readonly #read = new Map<string, SizedCondition | null>();
  /** Shared conditions being read, outermost first: one that comes up again refers to itself. */
  readonly #open: string[] = [];

  constructor(shared: ReadonlyMap<string, JsonNode>, findings: Findings) {
    this.#shared = shared;
    this.#findings = findings;
  }

  /** Reads every shared condition, used or not. */
  readShared(): void {
    for (const [name, node] of this.#shared) this.#readOnce(name, node);
  }

  /** The condition at a node, or null when something in it is wrong, which is noted. */
  read(node: JsonNode): SizedCondition | null {
    if (node.kind !== 'object') {
      this.#findings.add(
        node,
        `A condition must be an object, not ${kindWords(node)}.`,
        'Write it as { … }.',
      );
      return null;
    }
    const kinds = KINDS.filter((kind) => node.members.has(kind));
    this.#checkKeys(node, kinds);
    const conditions = kinds.map((kind) => this.#readKind(kind, node));
    return conditions.length === 1 ? (conditions[0] ?? null) : null;
  }

  #checkKeys(node: JsonObject, kinds: readonly Kind[]): void {
    const [kind, second] = kinds;
    const allowed: readonly string[] = kind === undefined ? KEYS : kind === 'fact' ? LEAF_KEYS : [kind];
    for (const [name, member] of node.members) {
      const reason = REFUSED_KEYS.get(name);
      if (reason !== undefined) {
        this.#findings.add(member.name, `“${name}” is not allowed in a condition: ${reason}.`, 'Remove it.');
      } else if (!KEYS.includes(name)) {
        this.#findings.add(
          member.name,
          `“${shorten(name)}” is not a key of a condition.`,
          didYouMean(name, KEYS, `Remove it; the keys are ${KEYS.join(', ')}.`),
        );
      } else if (!allowed.includes(name) && second === undefined) {
        this.#findings.add(member.name, `“${name}” has no place beside “${kind}”.`, 'Remove it.');
      }
    }
    if (second !== undefined) {
      this.#findings.add(
        node,
        `A condition can have only one of all, any, not, condition and fact; this one has ${kinds.map((each) => `“${each}”`).join(' and ')}.`,
        'Put each in a condition of its own, within one “all” or “any”.',
      );
    } else if (kind === undefined && !KINDS.some((each) => isMisspelt(node, each, KEYS))) {
      const compares = node.members.has('operator') || node.members.has('value');
      this.#findings.add(
        node,
        compares ? 'The comparison names no fact.' : 'The condition is empty.',
        compares ? 'Add the key “fact”.' : 'Give it one of all, any, not, condition or fact.',
      );
    }
  }

  #readKind(kind: Kind, node: JsonObject): SizedCondition | null {
    const value = node.members.get(kind)?.value;
    if (value === undefined) return null;
    switch (kind) {
      case 'all':
      case 'any':
        return this.#readGroup(kind, value);
      case 'not':
        return this.#readNot(value);
      case 'condition':
        return this.#readReference(value);
      case 'fact': {
        const leaf = readLeaf(node, this.#findings);
        if (leaf === null) return null;
        const listValues = Array.isArray(leaf.value) ? leaf.value.length : 0;
        return { condition: leaf, comparisons: 1, listValues, levels: 1 };
      }
    }
  }

  #readGroup(kind: 'all' | 'any', node: JsonNode): SizedCondition | null {
    if (node.kind !== 'list') {
      this.#findings.add(
        node,
        `“${kind}” takes a list of conditions, not ${kindWords(node)}.`,
        'Write the conditions between square brackets: [ { … } ].',
      );
      return null;
    }
    if (node.entries.length === 0) {
      this.#findings.add(
        node,
        `“${kind}” has no conditions, so every deal would pass.`,
        `Add a condition, or remove the whole “${kind}”.`,
      );
      return null;
    }
    const read = node.entries.map((entry) => this.read(entry));
    const parts = read.filter((part) => part !== null);
    if (parts.length < read.length) return null;
    const conditions = parts.map((part) => part.condition);
    return {
      condition: kind === 'all' ? { all: conditions } : { any: conditions },
      comparisons: parts.reduce((sum, part) => sum + part.comparisons, 0),
      listValues: parts.reduce((sum, part) => sum + part.listValues, 0),
      levels: 1 + parts.reduce((most, part) => Math.max(most, part.levels), 0),
    };
  }

  #readNot(node: JsonNode): SizedCondition | null {
    if (node.kind === 'list') {
      this.#findings.add(
        node,
        '“not” takes one condition, not a list.',
        'Write { "not": { "any": [ … ] } } for “none of these”.',
      );
      return null;
    }
    const part = this.read(node);
    return part === null ? null : { ...part, condition: { not: part.condition }, levels: part.levels + 1 };
  }

  #readReference(node: JsonNode): SizedCondition | null {
    const name = readText(node, this.#findings);
    if (name === null) return null;
    const definition = this.#shared.get(name);
    if (definition === undefined) {
      const names = [...this.#shared.keys()];
      const otherwise =
        names.length === 0
          ? 'Define it under “conditions” at the top of the file.'
          : `The shared conditions are ${names.join(', ')}.`;
      this.#findings.add(
        node,
        `There is no shared condition “${shorten(name)}”.`,
        didYouMean(name, names, otherwise),
      );
      return null;
    }
    if (this.#open.includes(name)) {
      const circle = [...this.#open.slice(this.#open.indexOf(name)), name];
      this.#findings.add(
        node,
        `The shared condition “${name}” refers to itself: ${circle.join(' → ')}.`,
        'Remove one of these references.',
      );
      return null;
    }
    if (this.#open.length >= MAX_LEVELS) {
      this.#findings.add(
        node,
        `Shared conditions refer to one another over more than ${MAX_LEVELS} levels.`,
        'Write some of them out in place.',
      );
      return null;
    }
    const part = this.#readOnce(name, definition);
    return part === null
      ? null
      : { ...part, condition: { condition: name, is: part.condition }, levels: part.levels + 1 };
  }

  #readOnce(name: string, node: JsonNode): SizedCondition | null {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    this.#open.push(name);
    const part = this.read(node);
    this.#open.pop();
    this.#read.set(name, part);
    return part;
  }
}
