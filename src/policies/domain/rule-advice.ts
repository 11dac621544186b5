import type { JsonAdvice } from '../../kernel/json/scan-json.js';

/** What to do about faults of JSON in rule and case files. */
export const RULE_ADVICE: JsonAdvice = {
  comment: 'Remove the comment; say why in “because” or “source”.',
  tooDeep: 'Name a part of the condition under “conditions” at the top and refer to it.',
  tooLarge: 'Split the rules into several policies.',
};
