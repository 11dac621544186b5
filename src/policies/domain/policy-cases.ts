import type { Problem } from '../../kernel/errors.js';
import type { Interval } from '../../kernel/interval.js';
import { didYouMean, Findings, oneOf } from '../../kernel/json/findings.js';
import { type JsonNode, type JsonObject, readJson } from '../../kernel/json/json-tree.js';
import { kindWords } from '../../kernel/json/json-words.js';
import { shorten } from '../../kernel/text.js';
import { readFactValue, writtenInstants } from './fact-value.js';
import { OUTCOMES, RESULTS, type Outcome, type Result } from './outcome.js';
import type { Policy } from './policy.js';
import { readParts, readText, readWord } from './read-parts.js';
import { RULE_ADVICE } from './rule-advice.js';
import {
  FACTS,
  findFact,
  type FactDefinition,
  type FactName,
  type FactValue,
  type PartialList,
} from './vocabulary.js';

/** Facts about an imagined deal; those not named are missing. Instants are epoch milliseconds. */
export type CaseFacts = ReadonlyMap<FactName, FactValue>;

/** One worked example of a policy version. */
export interface PolicyCase {
  readonly name: string;
  /** Where it stands in its file, both counted from 1. */
  readonly at: { readonly line: number; readonly lineColumn: number };
  readonly facts: CaseFacts;
  readonly expect: {
    readonly outcome: Outcome;
    /** Results by criterion id, in the order of the policy; criteria not named may come out any way. */
    readonly criteria: ReadonlyMap<string, Result>;
  };
}

/** The worked examples of one policy version: what `<version>.cases.json` holds. At least one. */
export interface PolicyCases {
  readonly file: string;
  readonly policy: string;
  readonly version: string;
  readonly cases: readonly PolicyCase[];
}

/** Worked examples, or what is wrong with their file. */
export type ParsedCases =
  | { readonly cases: PolicyCases; readonly problems: readonly [] }
  | { readonly cases: null; readonly problems: readonly Problem[] };

/**
 * Reads the text of a case file and reports every problem in it, as `parsePolicy` does. Fact values are written as
 * in rules; beside them null for a missing fact, `{ "min", "max" }` for a number or instant of which only the
 * bounds are known, and `{ "known": [ … ], "complete": false }` for a list known in part.
 * @param policy the version that the cases are for, or null when its own file could not be read; then the names of
 * criteria go unchecked.
 */
export function parsePolicyCases(text: string, file: string, policy: Policy | null): ParsedCases {
  const findings = new Findings(file);
  const root = readJson(text, findings, RULE_ADVICE);
  const cases = root === null ? null : new CasesReader(findings, policy).read(root);
  return cases === null || !findings.none
    ? { cases: null, problems: findings.inOrder() }
    : { cases, problems: [] };
}

class CasesReader {
  constructor(
    private readonly findings: Findings,
    private readonly policy: Policy | null,
  ) {}

  read(root: JsonNode): PolicyCases | null {
    const keys = { required: ['policy', 'version', 'cases'] };
    const parts = readParts(root, 'the case file', keys, this.findings);
    if (parts === null) return null;
    const policy = this.#same(parts.get('policy'), this.policy?.policy);
    const version = this.#same(parts.get('version'), this.policy?.version);
    const cases = this.#cases(parts.get('cases'));
    if (policy === null || version === null || cases === null) return null;
    return { file: this.findings.file, policy, version, cases };
  }

  #same(node: JsonNode | undefined, wanted: string | undefined): string | null {
    const text = readText(node, this.findings);
    if (node === undefined || text === null || wanted === undefined || text === wanted) return text;
    this.findings.add(
      node,
      `The cases are for “${shorten(text)}”, but the rule file beside them says “${wanted}”.`,
      `Write "${wanted}".`,
    );
    return text;
  }

  #cases(node: JsonNode | undefined): readonly PolicyCase[] | null {
    if (node === undefined) return null;
    if (node.kind !== 'list') {
      this.findings.add(node, `The cases must be a list, not ${kindWords(node)}.`, 'Write [ { … } ].');
      return null;
    }
    if (node.entries.length === 0) {
      this.findings.add(node, 'There are no cases, so nothing is tested.', 'Add a case or remove the file.');
    }
    const names = new Set<string>();
    const read = node.entries.map((entry) => this.#case(entry, names));
    const cases = read.filter((each) => each !== null);
    return cases.length < read.length ? null : cases;
  }

  #case(node: JsonNode, names: Set<string>): PolicyCase | null {
    const parts = readParts(node, 'the case', { required: ['name', 'facts', 'expect'] }, this.findings);
    const nameNode = parts?.get('name');
    const name = readText(nameNode, this.findings);
    if (nameNode !== undefined && name !== null) {
      if (names.has(name)) {
        this.findings.add(nameNode, `Two cases are called “${shorten(name)}”.`, 'Give one another name.');
      }
      names.add(name);
    }
    const facts = this.#facts(parts?.get('facts'));
    const expect = this.#expect(parts?.get('expect'));
    if (name === null || facts === null || expect === null) return null;
    return { name, at: { line: node.line, lineColumn: node.lineColumn }, facts, expect };
  }

  #facts(node: JsonNode | undefined): CaseFacts | null {
    if (node === undefined) return null;
    if (node.kind !== 'object') {
      this.findings.add(node, `The facts must be an object, not ${kindWords(node)}.`, 'Write { … }.');
      return null;
    }
    const facts = new Map<FactName, FactValue>();
    for (const [name, member] of node.members) {
      const fact = findFact(name);
      if (fact === undefined) {
        const names = FACTS.map((each) => each.name);
        this.findings.add(
          member.name,
          `There is no fact “${shorten(name)}”.`,
          didYouMean(name, names, `The facts are ${names.join(', ')}.`),
        );
      } else {
        facts.set(fact.name, this.#factValue(member.value, fact));
      }
    }
    if (!node.members.has('status')) {
      this.findings.add(node, '“status” is missing from the facts.', 'Add it: every deal has a status.');
    }
    return facts;
  }

  #factValue(node: JsonNode, fact: FactDefinition): FactValue {
    if (node.kind === 'null' && fact.name !== 'status') return null;
    if (node.kind === 'object' && (fact.type === 'number' || fact.type === 'instant')) {
      return this.#interval(node, fact);
    }
    if (node.kind === 'object' && fact.type === 'list') return this.#partialList(node, fact);
    if (fact.type === 'list') return this.#entries(node, fact);
    return this.#single(node, fact);
  }

  /** A date is no instant, so a case has to say which of its instants it means, or give both bounds. */
  #single(node: JsonNode, fact: FactDefinition): string | number | boolean | null {
    const value = readFactValue(node, fact, this.findings);
    if (fact.type !== 'instant' || typeof value !== 'string') return value;
    const instants = writtenInstants(value);
    if (instants !== undefined && instants.min === instants.max) return instants.min;
    this.findings.add(
      node,
      `“${value}” is a day, and “${fact.name}” is an instant.`,
      'Write an instant such as "2021-05-07T12:00:00Z", or { "min": …, "max": … }.',
    );
    return null;
  }

  #entries(node: JsonNode | undefined, fact: FactDefinition): readonly string[] | null {
    if (node === undefined) return null;
    if (node.kind !== 'list') {
      this.findings.add(node, `“${fact.name}” is a list, not ${kindWords(node)}.`, 'Write [ … ].');
      return null;
    }
    const entries = node.entries.map((entry) => readFactValue(entry, fact, this.findings));
    return entries.filter((entry) => typeof entry === 'string');
  }

  #interval(node: JsonObject, fact: FactDefinition): Interval | null {
    const what = `“${fact.name}” known within bounds`;
    const parts = readParts(node, what, { required: ['min', 'max'] }, this.findings);
    const [min, max] = ['min', 'max'].map((key) => {
      const bound = parts?.get(key);
      return bound === undefined ? null : this.#single(bound, fact);
    });
    if (typeof min !== 'number' || typeof max !== 'number') return null;
    if (min > max) this.findings.add(node, '“min” is above “max”.', 'Exchange them.');
    return { min, max };
  }

  #partialList(node: JsonObject, fact: FactDefinition): PartialList | null {
    const what = `“${fact.name}” known in part`;
    const parts = readParts(node, what, { required: ['known', 'complete'] }, this.findings);
    const complete = parts?.get('complete');
    if (complete !== undefined && (complete.kind !== 'boolean' || complete.value)) {
      this.findings.add(
        complete,
        '“complete” must be false here.',
        'Write the list alone if it is complete.',
      );
    }
    const known = this.#entries(parts?.get('known'), fact);
    return known === null ? null : { known, complete: false };
  }

  #expect(node: JsonNode | undefined): PolicyCase['expect'] | null {
    if (node === undefined) return null;
    const keys = { required: ['outcome', 'criteria'] };
    const parts = readParts(node, 'what is expected', keys, this.findings);
    const outcome = readWord(parts?.get('outcome'), OUTCOMES, this.findings);
    const criteriaNode = parts?.get('criteria');
    if (criteriaNode === undefined) return null;
    if (criteriaNode.kind !== 'object') {
      this.findings.add(
        criteriaNode,
        `The criteria must be an object, not ${kindWords(criteriaNode)}.`,
        'Write { "won": "pass", … }.',
      );
      return null;
    }
    const criteria = this.#results(criteriaNode);
    return outcome === null ? null : { outcome, criteria };
  }

  #results(node: JsonObject): ReadonlyMap<string, Result> {
    const ids = this.policy?.criteria.map((criterion) => criterion.id);
    const results = new Map<string, Result>();
    for (const [id, member] of node.members) {
      if (ids !== undefined && !ids.includes(id)) {
        this.findings.add(
          member.name,
          `The policy has no criterion “${shorten(id)}”.`,
          didYouMean(id, ids, `Its criteria are ${oneOf(ids)}.`),
        );
      }
      const result = readWord(member.value, RESULTS, this.findings);
      if (result !== null) results.set(id, result);
    }
    return results;
  }
}
