import { parsePolicy } from '../../src/policies/domain/parse-policy.js';

/** A small valid rule file. Its only condition stands in line 11 from column 21 on. */
export const POLICY_TEXT = `{
  "policy": "deal-registration",
  "version": "2021-05-07",
  "status": "active",
  "effective": { "from": "2021-05-07", "until": null },
  "title": { "en": "Deal registration" },
  "criteria": [
    {
      "id": "deal-type",
      "title": { "en": "The deal is a co-sell deal" },
      "conditions": { "fact": "dealType", "operator": "equal", "value": "co-sell" },
      "onFail": "ineligible",
      "because": { "en": "It is of another type." },
      "remedy": { "en": "Ask Microsoft for help." },
      "source": { "document": "Manage co-sell opportunities" }
    }
  ]
}
`;

/** The file name that `POLICY_TEXT` must have. */
export const POLICY_FILE = 'deal-registration/2021-05-07.json';

/** The small rule file with one piece of its text replaced; the piece must be there. */
export function policyWith(piece: string, replacement: string): string {
  if (!POLICY_TEXT.includes(piece)) throw new Error(`The rule file has no ${piece}`);
  return POLICY_TEXT.replace(piece, () => replacement);
}

/** The small rule file with another condition, and perhaps shared conditions in line 6 before the title. */
export function policyWithCondition(condition: string, shared?: string): string {
  const text = policyWith('{ "fact": "dealType", "operator": "equal", "value": "co-sell" }', condition);
  return shared === undefined ? text : text.replace('"title"', () => `"conditions": ${shared}, "title"`);
}

/** What is wrong with a rule file, a line for each problem: `line:column path message remedy`. */
export function refusals(text: string, file = POLICY_FILE): string[] {
  return parsePolicy(text, file).problems.map(
    (problem) => `${problem.line}:${problem.lineColumn} ${problem.path} ${problem.message} ${problem.remedy}`,
  );
}
