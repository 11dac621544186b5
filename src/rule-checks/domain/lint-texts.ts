import type { Policy } from '../../policies/domain/policy.js';
import { LANGUAGES } from '../../policies/domain/read-parts.js';
import type { Texts } from '../../policies/domain/texts.js';
import type { RuleFile, WarningNotes } from './warnings.js';

const NAMES: Readonly<Record<keyof Texts, string>> = {
  en: 'English',
  'zh-CN': 'Simplified Chinese',
  'zh-TW': 'Traditional Chinese',
  ru: 'Russian',
  sv: 'Swedish',
};

/** Warns once for each language that some text of a version lacks, at the first such text. */
export function lintTexts({ policy }: RuleFile, notes: WarningNotes): void {
  const texts = textsOf(policy);
  for (const language of LANGUAGES) {
    const lacking = texts.filter((each) => each.texts[language] === undefined);
    const [first] = lacking;
    if (first === undefined) continue;
    notes.add(
      'text-missing',
      first.path,
      `${NAMES[language]} is missing from ${lacking.length} of ${texts.length} texts; English stands in for it.`,
      `Add "${language}" beside "en".`,
    );
  }
}

function textsOf(policy: Policy): readonly { readonly path: string; readonly texts: Texts }[] {
  const criteria = policy.criteria.flatMap((criterion, index) =>
    (['title', 'because', 'remedy'] as const).map((key) => ({
      path: `$.criteria[${index}].${key}`,
      texts: criterion[key],
    })),
  );
  return [{ path: '$.title', texts: policy.title }, ...criteria];
}
