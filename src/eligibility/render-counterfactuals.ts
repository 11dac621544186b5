import type { EligibilityAnswer, Language } from './domain/answer.js';
import { shortened, type ToldCounterfactual } from './domain/told-prospects.js';
import { PROSPECT_WORDS, type ProspectWords } from './domain/words/prospect-words.js';
import { wordsIn } from './domain/words/words-in.js';

/** What would make a deal eligible, or why nothing would, as lines of text; none for an eligible deal. */
export function counterfactualLines(
  { counterfactuals, repair, version }: Pick<EligibilityAnswer, 'counterfactuals' | 'repair' | 'version'>,
  language: Language,
): readonly string[] {
  if (repair === null) return [];
  if (counterfactuals.length === 0) return ['', repair.because];
  const words = PROSPECT_WORDS[language];
  const heading = counterfactuals.length === 1 ? words.heading : words.headingOfSeveral;
  return [
    '',
    `${heading}${wordsIn(language).colon.trimEnd()}`,
    ...counterfactuals.flatMap((set, index) => setLines(set, `${index + 1}. `, version, words)),
    ...(repair.complete ? [] : [words.notAll]),
    ...(repair.lookedUntil === null ? [] : [words.lookedUntil(shortened(repair.lookedUntil))]),
  ];
}

function setLines(
  { changes, version }: ToldCounterfactual,
  number: string,
  versionNow: string | null,
  words: ProspectWords,
): readonly string[] {
  const lines = changes.flatMap(({ text, alternatives }, index) => [
    // The last change is the win, which the version that then judges belongs to.
    version !== versionNow && index === changes.length - 1
      ? `${text} (${words.underVersion(version)})`
      : text,
    ...alternatives.map((way) => `  ${words.or(way.text)}`),
  ]);
  return lines.map((line, index) => `  ${index === 0 ? number : ' '.repeat(number.length)}${line}`);
}
