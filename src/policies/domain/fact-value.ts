import { DAY_MS, parseDate, parseInstant } from '../../kernel/instants.js';
import type { Interval } from '../../kernel/interval.js';
import { didYouMean, type Findings, oneOf } from '../../kernel/json/findings.js';
import type { JsonNode } from '../../kernel/json/json-tree.js';
import { kindWords } from '../../kernel/json/json-words.js';
import { shorten } from '../../kernel/text.js';
import type { FactDefinition } from './vocabulary.js';

/**
 * The instants that a written instant or date stands for, both ends inclusive: one millisecond for an ISO 8601
 * instant with `Z` or an offset, the whole UTC day for a `YYYY-MM-DD` date. Undefined for any other text.
 */
export function writtenInstants(text: string): Interval | undefined {
  const midnight = parseDate(text);
  if (midnight !== undefined) return { min: midnight, max: midnight + DAY_MS - 1 };
  const instant = parseInstant(text);
  return instant === undefined ? undefined : { min: instant, max: instant };
}

/** What one value of a fact (one entry, of a list) looks like, in words: `a number (hours)`. */
function expectedWords(fact: FactDefinition): string {
  switch (fact.type) {
    case 'number':
      return fact.unit === null ? 'a number' : `a number (${fact.unit})`;
    case 'boolean':
      return 'true or false';
    case 'instant':
      return 'an instant or a date';
    case 'text':
      return 'a text';
    case 'list':
      return 'a list of texts';
  }
}

/**
 * One value to set beside a fact (beside an entry of it, when the fact is a list), as written in the file. Null and
 * noted when it is not of the fact’s type, or none that the fact can take.
 */
export function readFactValue(
  node: JsonNode,
  fact: FactDefinition,
  findings: Findings,
): string | number | boolean | null {
  const wanted = fact.type === 'number' || fact.type === 'boolean' ? fact.type : 'text';
  if (node.kind === 'list' || node.kind === 'object' || node.kind === 'null' || node.kind !== wanted) {
    findings.add(node, mismatch(node, fact), typeRemedy(fact));
    return null;
  }
  const { value } = node;
  if (fact.type === 'instant' && writtenInstants(String(value)) === undefined) {
    findings.add(
      node,
      `“${shorten(String(value))}” is not an instant or a date of the calendar.`,
      'Write 2021-05-07T17:41:56Z (with Z or an offset such as +02:00), or 2021-05-07 for that whole day in UTC.',
    );
    return null;
  }
  if (fact.values !== null && !fact.values.some((known) => known === value)) {
    const known = fact.values.map(String);
    findings.add(
      node,
      `${typeof value === 'string' ? `“${shorten(value)}”` : value} is not a value that “${fact.name}” can have.`,
      typeof value === 'string'
        ? didYouMean(value, known, `Use ${oneOf(known)}.`)
        : `Use ${oneOf(known)}${fact.unit === null ? '' : ` (${fact.unit})`}.`,
    );
    return null;
  }
  return value;
}

function mismatch(node: JsonNode, fact: FactDefinition): string {
  const subject = fact.type === 'list' ? `An entry of “${fact.name}”` : `“${fact.name}”`;
  const expected = fact.type === 'list' ? 'a text' : expectedWords(fact);
  const found = node.kind === 'text' ? `the text “${shorten(node.value)}”` : kindWords(node);
  return `${subject} is ${expected}, not ${found}.`;
}

function typeRemedy(fact: FactDefinition): string {
  switch (fact.type) {
    case 'number':
      return fact.unit === null
        ? 'Write a number without quotes.'
        : `Write the number alone, without quotes; its unit is always ${fact.unit}.`;
    case 'boolean':
      return 'Write true or false without quotes.';
    case 'instant':
      return 'Write a text such as "2021-05-07T17:41:56Z" or "2021-05-07".';
    default:
      return fact.values === null
        ? 'Write a text between double quotes.'
        : `Write ${oneOf(fact.values.map((value) => JSON.stringify(value)))}.`;
  }
}
