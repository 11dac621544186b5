import { FACTS, OPERATORS, type FactDefinition, type FactType } from './domain/vocabulary.js';
import { factMeaning, factValueWords } from './domain/vocabulary-words.js';

type Row = readonly string[];

/** How the two tables of the guide to the rules are called there, with their columns and rows. */
const TABLES: Readonly<Record<string, { readonly head: Row; readonly rows: readonly Row[] }>> = {
  facts: {
    head: ['fact', 'value', 'meaning', 'told by files of the kind'],
    rows: FACTS.map((fact: FactDefinition) => [
      `\`${fact.name}\``,
      factValueWords(fact),
      factMeaning(fact),
      fact.carriedBy.join(', '),
    ]),
  },
  operators: {
    head: ['operator', 'for', 'value', 'holds when the fact …', 'opposite'],
    rows: OPERATORS.map(({ name, types, takes, description, complement }) => [
      `\`${name}\``,
      typeWords(types),
      { one: 'one value', list: 'a list', none: 'none' }[takes],
      description,
      `\`${complement}\``,
    ]),
  },
};

/**
 * The guide to the rules with its tables of facts and operators as the program knows them. Each stands between a
 * comment with its name and the comment `end`.
 * @throws RangeError when the guide has no place for one of them.
 */
export function withVocabularyTables(guide: string): string {
  return Object.entries(TABLES).reduce((text, [name, { head, rows }]) => {
    const section = new RegExp(`(<!-- ${name} -->\n).*?(\n<!-- end -->)`, 's');
    if (!section.test(text)) throw new RangeError(`The guide has no section ${name}`);
    const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
    return text.replace(section, (_, start: string, end: string) => `${start}\n${table}\n${end}`);
  }, guide);
}

function typeWords(types: readonly FactType[]): string {
  return types.length === 5 ? 'any' : types.join(', ');
}
