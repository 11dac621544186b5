import { FACTS, OPERATORS, type FactDefinition } from '../../src/policies/domain/vocabulary.js';

/** Every fact as a row of the guide: name, kind of value, what it means, which files tell it. */
export function factRows(): readonly (readonly string[])[] {
  return FACTS.map((fact: FactDefinition) => [
    `\`${fact.name}\``,
    valueWords(fact),
    // Where a description came from is for those who change the code.
    fact.description.replace(/ \(domain brief, [^)]*\)/, ''),
    fact.carriedBy.join(', '),
  ]);
}

/** Every operator as a row of the guide: name, what facts it is for, its value, its meaning, its opposite. */
export function operatorRows(): readonly (readonly string[])[] {
  const takes = { one: 'one value', list: 'a list', none: 'none' };
  return OPERATORS.map(({ name, types, takes: shape, description, complement }) => [
    `\`${name}\``,
    types.length === 5 ? 'any' : types.join(', '),
    takes[shape],
    description,
    `\`${complement}\``,
  ]);
}

/** Rows as lines of a Markdown table, to paste into the guide. */
export function markdownRows(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function valueWords({ type, unit, values }: FactDefinition): string {
  const kind = type === 'boolean' ? 'true or false' : unit === null ? type : `${type} (${unit})`;
  return values === null ? kind : `${kind}: ${values.join(', ')}`;
}
