import { didYouMean, type Findings, oneOf } from '../../kernel/json/findings.js';
import type { JsonNode, JsonObject } from '../../kernel/json/json-tree.js';
import { isMisspelt, kindWords } from '../../kernel/json/json-words.js';
import { shorten } from '../../kernel/text.js';
import { readFactValue } from './fact-value.js';
import type { Leaf, LeafValue } from './policy.js';
import { readText } from './read-parts.js';
import {
  FACTS,
  findFact,
  findOperator,
  OPERATORS,
  type FactDefinition,
  type FactType,
  type OperatorDefinition,
} from './vocabulary.js';

/** The keys of a comparison. */
export const LEAF_KEYS: readonly string[] = ['fact', 'operator', 'value'];

/** Operators that take a list where the other takes one value. */
const LIST_FORMS: ReadonlyMap<string, string> = new Map([
  ['equal', 'in'],
  ['notEqual', 'notIn'],
  ['contains', 'containsAny'],
  ['doesNotContain', 'containsNone'],
]);

/** The facts’ types in words. */
const TYPE_WORDS: Readonly<Record<FactType, string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  instant: 'an instant',
  list: 'a list',
};

/**
 * Reads one comparison, `{ "fact", "operator", "value" }`. Null when something is wrong, which is noted. The
 * object’s keys have been checked.
 */
export function readLeaf(node: JsonObject, findings: Findings): Leaf | null {
  const factNode = node.members.get('fact')?.value;
  const operatorNode = node.members.get('operator')?.value;
  const valueNode = node.members.get('value')?.value;
  const fact = readFact(factNode, findings);
  if (operatorNode === undefined) {
    if (!isMisspelt(node, 'operator', LEAF_KEYS)) {
      const remedy = fact === undefined ? 'Add the key “operator”.' : operatorsRemedy(fact);
      findings.add(node, 'The comparison has no operator.', remedy);
    }
    return null;
  }
  const operator = readOperator(operatorNode, fact, findings);
  if (operator === undefined) {
    if (fact !== undefined && valueNode !== undefined) checkAnyValue(valueNode, fact, findings);
    return null;
  }
  if (operator.takes === 'none') {
    const member = node.members.get('value');
    if (member === undefined) return fact === undefined ? null : { fact: fact.name, operator: operator.name };
    findings.add(member.name, `“${operator.name}” takes no value.`, 'Remove “value”.');
    return null;
  }
  if (valueNode === undefined) {
    if (!isMisspelt(node, 'value', LEAF_KEYS)) {
      findings.add(node, `“${operator.name}” needs a value to compare with.`, 'Add the key “value”.');
    }
    return null;
  }
  const value = readLeafValue(valueNode, operator, fact, findings);
  return value === null || fact === undefined ? null : { fact: fact.name, operator: operator.name, value };
}

function readFact(node: JsonNode | undefined, findings: Findings): ReturnType<typeof findFact> {
  const name = readText(node, findings);
  if (node === undefined || name === null) return undefined;
  const fact = findFact(name);
  if (fact === undefined) {
    const names = FACTS.map((each) => each.name);
    findings.add(
      node,
      `There is no fact “${shorten(name)}”.`,
      didYouMean(name, names, `The facts are ${names.join(', ')}.`),
    );
  }
  return fact;
}

function readOperator(
  node: JsonNode,
  fact: FactDefinition | undefined,
  findings: Findings,
): ReturnType<typeof findOperator> {
  const name = readText(node, findings);
  if (name === null) return undefined;
  const operator = findOperator(name);
  if (operator === undefined) {
    const names = OPERATORS.filter((each) => fact === undefined || allows(each, fact.type));
    findings.add(
      node,
      `There is no operator “${shorten(name)}”.`,
      didYouMean(
        name,
        names.map((each) => each.name),
        fact === undefined
          ? `The operators are ${names.map((each) => each.name).join(', ')}.`
          : operatorsRemedy(fact),
      ),
    );
    return undefined;
  }
  if (fact === undefined || allows(operator, fact.type)) return operator;
  findings.add(
    node,
    `“${operator.name}” cannot be used with “${fact.name}”, which is ${TYPE_WORDS[fact.type]}.`,
    operatorsRemedy(fact),
  );
  return undefined;
}

function allows(operator: OperatorDefinition, type: FactType): boolean {
  return operator.types.includes(type);
}

function operatorsRemedy(fact: FactDefinition): string {
  return `Use ${oneOf(OPERATORS.filter((each) => allows(each, fact.type)).map((each) => each.name))}.`;
}

function readLeafValue(
  node: JsonNode,
  operator: OperatorDefinition,
  fact: FactDefinition | undefined,
  findings: Findings,
): LeafValue | null {
  if (isNull(node, findings)) return null;
  if (operator.takes === 'list') return readListValue(node, operator, fact, findings);
  if (node.kind === 'list' || node.kind === 'object') {
    const listForm = LIST_FORMS.get(operator.name);
    findings.add(
      node,
      `“${operator.name}” takes one value, not ${kindWords(node)}.`,
      node.kind === 'list' && listForm !== undefined
        ? `Use the operator “${listForm}” for a list.`
        : 'Write one value.',
    );
    return null;
  }
  return fact === undefined ? null : readFactValue(node, fact, findings);
}

function readListValue(
  node: JsonNode,
  operator: OperatorDefinition,
  fact: FactDefinition | undefined,
  findings: Findings,
): LeafValue | null {
  if (node.kind !== 'list') {
    findings.add(
      node,
      `“${operator.name}” takes a list, not ${kindWords(node)}.`,
      'Write the values between square brackets: [ … ].',
    );
    return null;
  }
  if (node.entries.length === 0) {
    findings.add(
      node,
      `The list of “${operator.name}” is empty.`,
      'Add a value, or remove the comparison: with an empty list its answer never depends on the deal.',
    );
    return null;
  }
  const values = node.entries.map((entry) =>
    isNull(entry, findings) || fact === undefined ? null : readFactValue(entry, fact, findings),
  );
  const known = values.filter((value) => typeof value === 'string' || typeof value === 'number');
  return known.length === values.length ? known : null;
}

function isNull(node: JsonNode, findings: Findings): boolean {
  if (node.kind !== 'null') return false;
  findings.add(
    node,
    'Nothing can be compared with null: null means not known.',
    'Use the operator “isMissing” or “isKnown” to ask whether the fact is known.',
  );
  return true;
}

/** With the operator in doubt, the values can still be held against the fact. */
function checkAnyValue(node: JsonNode, fact: FactDefinition, findings: Findings): void {
  for (const each of node.kind === 'list' ? node.entries : [node]) readFactValue(each, fact, findings);
}
