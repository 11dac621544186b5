import { MAX_CRITERIA } from './parse-policy.js';
import { LANGUAGES } from './read-parts.js';
import { VERSION_NAME } from './version-name.js';
import { factMeaning, factValueWords } from './vocabulary-words.js';
import {
  FACTS,
  OPERATORS,
  type FactDefinition,
  type FactType,
  type OperatorDefinition,
} from './vocabulary.js';

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [keyword: string]: JsonValue };
type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonSchema;

const ID: JsonSchema = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 };
const DATE: JsonSchema = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const TEXT: JsonSchema = { type: 'string', minLength: 1, pattern: '\\S' };

/**
 * The JSON Schema (draft 07, which editors know best) of rule files, made from the facts and operators there are. It
 * lets an editor complete and check while an admin types; `parsePolicy` checks more, and has the last word.
 */
export function policyJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Policy version',
    ...strictObject(
      {
        $schema: { type: 'string', description: 'Where this schema is, for editors.' },
        policy: { ...ID, description: 'Name of the policy; the folder has the same.' },
        version: {
          type: 'string',
          pattern: VERSION_NAME.source,
          description: 'Name of the version; the file has the same.',
        },
        status: {
          enum: ['active', 'inactive'],
          description: 'Only active versions judge deals by themselves.',
        },
        effective: strictObject(
          {
            from: { ...DATE, description: 'First day in force (UTC).' },
            until: {
              anyOf: [DATE, { type: 'null' }],
              description: 'First day no longer in force; null: no end.',
            },
          },
          ['from', 'until'],
        ),
        title: { $ref: '#/definitions/texts' },
        conditions: {
          type: 'object',
          description: 'Conditions that several criteria refer to by name.',
          propertyNames: ID,
          additionalProperties: { $ref: '#/definitions/condition' },
        },
        criteria: {
          type: 'array',
          minItems: 1,
          maxItems: MAX_CRITERIA,
          items: { $ref: '#/definitions/criterion' },
        },
      },
      ['policy', 'version', 'status', 'effective', 'title', 'criteria'],
    ),
    definitions: {
      texts: texts(),
      criterion: criterion(),
      condition: condition(),
      comparison: comparison(),
    },
  };
}

function strictObject(properties: JsonSchema, required: readonly string[]): JsonSchema {
  return { type: 'object', additionalProperties: false, required, properties };
}

function texts(): JsonSchema {
  const languages = Object.fromEntries(LANGUAGES.map((language) => [language, TEXT]));
  return { description: 'A text per language.', ...strictObject(languages, ['en']) };
}

function criterion(): JsonSchema {
  return strictObject(
    {
      id: ID,
      title: { $ref: '#/definitions/texts' },
      conditions: { $ref: '#/definitions/condition' },
      onFail: {
        enum: ['ineligible', 'at-risk'],
        description: 'What becomes of a won deal that fails: ruled out, or only at risk.',
      },
      because: { $ref: '#/definitions/texts', description: 'Why a deal fails when it does.' },
      remedy: { $ref: '#/definitions/texts', description: 'What would change it.' },
      source: strictObject({ document: TEXT, published: DATE, section: TEXT }, ['document']),
    },
    ['id', 'title', 'conditions', 'onFail', 'because', 'remedy', 'source'],
  );
}

function condition(): JsonSchema {
  const group: JsonSchema = { type: 'array', minItems: 1, items: { $ref: '#/definitions/condition' } };
  return {
    oneOf: [
      strictObject({ all: { ...group, description: 'All of these hold.' } }, ['all']),
      strictObject({ any: { ...group, description: 'At least one of these holds.' } }, ['any']),
      strictObject({ not: { $ref: '#/definitions/condition', description: 'This does not hold.' } }, ['not']),
      strictObject({ condition: { ...TEXT, description: 'Name of a shared condition.' } }, ['condition']),
      { $ref: '#/definitions/comparison' },
    ],
  };
}

function comparison(): JsonSchema {
  return {
    ...strictObject(
      {
        fact: { anyOf: FACTS.map(describedFact) },
        operator: { anyOf: OPERATORS.map(({ name, description }) => ({ const: name, description })) },
        value: {
          description: 'What the fact is compared with; a list for in, notIn, containsAny, containsNone.',
        },
      },
      ['fact', 'operator'],
    ),
    allOf: [...shapeRules(), ...FACTS.map(factRule)],
  };
}

function describedFact(fact: FactDefinition): JsonSchema {
  const description = `${factValueWords(fact)}. ${factMeaning(fact)}`;
  return { const: fact.name, title: fact.label.en, description };
}

/** Operators that take a list must be given one that is not empty, and those that take nothing no value at all. */
function shapeRules(): readonly JsonSchema[] {
  const scalar: JsonSchema = { type: ['string', 'number', 'boolean'] };
  const list: JsonSchema = { type: 'array', minItems: 1 };
  return [
    when(operatorTakes('one'), { required: ['value'], properties: { value: scalar } }),
    when(operatorTakes('list'), { required: ['value'], properties: { value: list } }),
    when(operatorTakes('none'), { not: { required: ['value'] } }),
  ];
}

function operatorTakes(takes: OperatorDefinition['takes']): JsonSchema {
  const names = OPERATORS.filter((operator) => operator.takes === takes).map((operator) => operator.name);
  return { required: ['operator'], properties: { operator: { enum: names } } };
}

/** Beside a fact only the operators of its type, and values that it can have. */
function factRule(fact: FactDefinition): JsonSchema {
  const allowed = OPERATORS.filter((operator: OperatorDefinition) => operator.types.includes(fact.type));
  const value = { description: factValueWords(fact), ...valueOf(fact) };
  return when(
    { required: ['fact'], properties: { fact: { const: fact.name } } },
    {
      properties: {
        operator: { enum: allowed.map((operator) => operator.name) },
        value: { anyOf: [value, { type: 'array', items: value }] },
      },
    },
  );
}

function when(premise: JsonSchema, rule: JsonSchema): JsonSchema {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; nobody awaits it
  return { if: premise, then: rule };
}

function valueOf(fact: FactDefinition): JsonSchema {
  if (fact.values !== null) return { enum: fact.values };
  const types: Readonly<Record<FactType, JsonSchema>> = {
    text: { type: 'string' },
    list: { type: 'string' },
    number: { type: 'number' },
    boolean: { type: 'boolean' },
    instant: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}',
      examples: ['2021-05-07', '2021-05-07T17:41:56Z'],
    },
  };
  return types[fact.type];
}
