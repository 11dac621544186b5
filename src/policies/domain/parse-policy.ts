import type { Problem } from '../../kernel/errors.js';
import { Findings } from '../../kernel/json/findings.js';
import { type JsonNode, type JsonObject, readJson } from '../../kernel/json/json-tree.js';
import { kindWords } from '../../kernel/json/json-words.js';
import { MAX_LEVELS } from '../../kernel/json/scan-json.js';
import { shorten } from '../../kernel/text.js';
import { canonicalJson, contentHash } from './canonical-json.js';
import { ConditionReader, type SizedCondition } from './parse-conditions.js';
import type { Criterion, Policy, Source } from './policy.js';
import { readDate, readId, readParts, readText, readTexts, readWord } from './read-parts.js';
import { RULE_ADVICE } from './rule-advice.js';
import { VERSION_NAME } from './version-name.js';

/** Criteria that a policy may have, so that a mask of them is an exact number. */
export const MAX_CRITERIA = 50;
/** Comparisons that a policy may have, shared conditions in place: one SQL statement holds them all, twice over. */
const MAX_COMPARISONS = 500;
/** Entries that all lists of a policy may have together; they are bound to the same statement. */
const MAX_LIST_VALUES = 10_000;

/** Keys that say where an editor finds the schema and when a version judges, not what it says of a deal. */
const LIFE_KEYS: readonly string[] = ['$schema', 'status', 'effective'];

/** A policy, or what is wrong with its file. */
export type ParsedPolicy =
  | { readonly policy: Policy; readonly problems: readonly [] }
  | { readonly policy: null; readonly problems: readonly Problem[] };

/**
 * Reads the text of a rule file and reports every problem in it, each with file, line, column, JSON path and
 * remedy, in the order of the file. The file must be named after the version.
 * @param beside names of the rule files in its folder, which no remedy may have written over.
 */
export function parsePolicy(text: string, file: string, beside: readonly string[] = []): ParsedPolicy {
  if (file.endsWith('.cases.json')) return { policy: null, problems: [caseFileGiven(file)] };
  const findings = new Findings(file);
  const root = readJson(text, findings, RULE_ADVICE);
  const draft = root === null ? null : new PolicyReader(findings, beside).read(root);
  if (root === null || draft === null || !findings.none)
    return { policy: null, problems: findings.inOrder() };
  const content = canonicalJson(whatJudges(root));
  return { policy: deepFreeze({ ...draft, hash: contentHash(content), content }), problems: [] };
}

type Draft = Omit<Policy, 'hash' | 'content'>;

/** Its keys are not those of rules; a list of them all would hide that the wrong file was named. */
function caseFileGiven(file: string): Problem {
  const rules = fileName(file).replace(/\.cases\.json$/, '.json');
  return {
    file,
    message: 'This is a case file, which holds worked examples, not rules.',
    remedy: `Give the rule file ${rules} beside it.`,
  };
}

function fileName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? '';
}

class PolicyReader {
  constructor(
    private readonly findings: Findings,
    private readonly beside: readonly string[],
  ) {}

  read(root: JsonNode): Draft | null {
    const parts = readParts(
      root,
      'the policy',
      {
        required: ['policy', 'version', 'status', 'effective', 'title', 'criteria'],
        optional: ['$schema', 'conditions'],
      },
      this.findings,
    );
    if (parts === null) return null;
    if (parts.has('$schema')) readText(parts.get('$schema'), this.findings);
    const policy = readId(parts.get('policy'), this.findings);
    const version = this.#version(parts.get('version'));
    const status = readWord(parts.get('status'), ['active', 'inactive'], this.findings);
    const effective = this.#effective(parts.get('effective'));
    const title = readTexts(parts.get('title'), this.findings);
    const conditions = new ConditionReader(this.#shared(parts.get('conditions')), this.findings);
    conditions.readShared();
    const criteria = this.#criteria(parts.get('criteria'), conditions);
    const missing =
      policy === null || version === null || status === null || effective === null || title === null;
    return missing || criteria === null ? null : { policy, version, status, effective, title, criteria };
  }

  #version(node: JsonNode | undefined): string | null {
    const version = readText(node, this.findings);
    if (node === undefined || version === null) return null;
    if (!VERSION_NAME.test(version)) {
      this.findings.add(
        node,
        `“${shorten(version)}” cannot be the name of a version.`,
        'Use letters, digits and hyphens, at most 64 characters; a date is a good name.',
      );
      return null;
    }
    const name = fileName(this.findings.file);
    if (name !== `${version}.json`) {
      this.findings.add(
        node,
        `The version is “${version}”, but the file is named “${shorten(name)}”.`,
        this.beside.includes(`${version}.json`)
          ? `There is a ${version}.json already: give this copy a version of its own, in its name and in "version".`
          : `Name the file ${version}.json, or correct the version.`,
      );
    }
    return version;
  }

  #effective(node: JsonNode | undefined): Policy['effective'] | null {
    if (node === undefined) return null;
    const parts = readParts(node, 'the effective range', { required: ['from', 'until'] }, this.findings);
    const from = readDate(parts?.get('from'), this.findings);
    const untilNode = parts?.get('until');
    if (untilNode === undefined) return null;
    const until = untilNode.kind === 'null' ? null : readDate(untilNode, this.findings);
    if (from === null) return null;
    if (until !== null && until <= from) {
      this.findings.add(
        untilNode,
        `The policy would end on ${until}, but it begins on ${from}.`,
        '“until” is the first day on which it is no longer in force: a later day, or null for no end.',
      );
    }
    return { from, until };
  }

  #shared(node: JsonNode | undefined): ReadonlyMap<string, JsonNode> {
    if (node === undefined) return new Map();
    if (node.kind !== 'object') {
      this.findings.add(
        node,
        `The shared conditions must be an object, not ${kindWords(node)}.`,
        'Write them as { "name": { … } }.',
      );
      return new Map();
    }
    for (const [name, member] of node.members) {
      readId({ ...member.name, kind: 'text', value: name }, this.findings);
    }
    return new Map([...node.members].map(([name, member]) => [name, member.value]));
  }

  #criteria(node: JsonNode | undefined, conditions: ConditionReader): readonly Criterion[] | null {
    if (node === undefined) return null;
    if (node.kind !== 'list') {
      this.findings.add(node, `The criteria must be a list, not ${kindWords(node)}.`, 'Write [ { … } ].');
      return null;
    }
    if (node.entries.length === 0) {
      this.findings.add(
        node,
        'The policy has no criteria, so every won deal would be eligible.',
        'Add a criterion.',
      );
    }
    if (node.entries.length > MAX_CRITERIA) {
      this.findings.add(
        node,
        `The policy has ${node.entries.length} criteria; at most ${MAX_CRITERIA} are allowed.`,
        'Join criteria that belong together with “all”.',
      );
    }
    this.#checkIdsAreUnique(node.entries);
    const read = node.entries.map((entry) => this.#criterion(entry, conditions));
    const criteria = read.filter((each) => each !== null);
    this.#checkSize(
      node,
      criteria.map((each) => each.size),
    );
    return criteria.length < read.length ? null : criteria.map((each) => each.criterion);
  }

  #checkIdsAreUnique(criteria: readonly JsonNode[]): void {
    const firsts = new Map<string, JsonNode>();
    for (const criterion of criteria) {
      const id = criterion.kind === 'object' ? criterion.members.get('id')?.value : undefined;
      if (id?.kind !== 'text') continue;
      const first = firsts.get(id.value);
      if (first === undefined) {
        firsts.set(id.value, id);
      } else {
        this.findings.add(
          id,
          `Two criteria are called “${shorten(id.value)}”; the first stands in line ${first.line}.`,
          'Give one of them another id.',
        );
      }
    }
  }

  #criterion(
    node: JsonNode,
    conditions: ConditionReader,
  ): { readonly criterion: Criterion; readonly size: SizedCondition } | null {
    const required = ['id', 'title', 'conditions', 'onFail', 'because', 'remedy', 'source'];
    const parts = readParts(node, 'the criterion', { required }, this.findings);
    if (parts === null) return null;
    const id = readId(parts.get('id'), this.findings);
    const title = readTexts(parts.get('title'), this.findings);
    const conditionNode = parts.get('conditions');
    const size = conditionNode === undefined ? null : conditions.read(conditionNode);
    if (conditionNode !== undefined && size !== null) this.#checkLevels(conditionNode, size);
    const onFail = readWord(parts.get('onFail'), ['ineligible', 'at-risk'], this.findings);
    const because = readTexts(parts.get('because'), this.findings);
    const remedy = readTexts(parts.get('remedy'), this.findings);
    const source = this.#source(parts.get('source'));
    const texts = title === null || because === null || remedy === null;
    if (id === null || texts || size === null || onFail === null || source === null) return null;
    return { criterion: { id, title, conditions: size.condition, onFail, because, remedy, source }, size };
  }

  #source(node: JsonNode | undefined): Source | null {
    if (node === undefined) return null;
    const keys = { required: ['document'], optional: ['published', 'section'] };
    const parts = readParts(node, 'the source', keys, this.findings);
    const document = readText(parts?.get('document'), this.findings);
    const published = readDate(parts?.get('published'), this.findings);
    const section = readText(parts?.get('section'), this.findings);
    if (document === null) return null;
    return {
      document,
      ...(published === null ? {} : { published }),
      ...(section === null ? {} : { section }),
    };
  }

  #checkLevels(node: JsonNode, size: SizedCondition): void {
    if (size.levels <= MAX_LEVELS) return;
    this.findings.add(
      node,
      `The condition is nested ${size.levels} levels deep once shared conditions stand in their place; at most ${MAX_LEVELS} are allowed.`,
      'Join nested conditions of the same kind.',
    );
  }

  #checkSize(node: JsonNode, sizes: readonly SizedCondition[]): void {
    const comparisons = sizes.reduce((sum, size) => sum + size.comparisons, 0);
    const listValues = sizes.reduce((sum, size) => sum + size.listValues, 0);
    if (comparisons > MAX_COMPARISONS) {
      this.findings.add(
        node,
        `The criteria make more than ${MAX_COMPARISONS} comparisons once shared conditions stand in their place.`,
        'Use “in” with a list instead of one comparison for each value, or split the policy.',
      );
    }
    if (listValues > MAX_LIST_VALUES) {
      this.findings.add(
        node,
        `The lists of the criteria have more than ${MAX_LIST_VALUES} entries together.`,
        'Use “notIn” with the shorter list of what is not meant, or a fact that says it directly.',
      );
    }
  }
}

/**
 * What a policy says of a deal: all but where an editor finds the schema and when the version judges. So a version
 * keeps its hash when it is activated, or when the next one ends its time.
 */
function whatJudges(root: JsonNode): JsonNode {
  if (root.kind !== 'object') return root;
  const members = new Map([...root.members].filter(([name]) => !LIFE_KEYS.includes(name)));
  return { ...root, members } satisfies JsonObject;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
  return value;
}
