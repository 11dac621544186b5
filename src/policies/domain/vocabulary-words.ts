import type { FactDefinition } from './vocabulary.js';

/** What values a fact has, in words: `number (percent): 10, 20`. */
export function factValueWords({ type, unit, values }: FactDefinition): string {
  const kind = type === 'boolean' ? 'true or false' : unit === null ? type : `${type} (${unit})`;
  return values === null ? kind : `${kind}: ${values.join(', ')}`;
}

/** What a fact means; where a description came from is for those who change the code. */
export function factMeaning({ description }: FactDefinition): string {
  return description.replace(/ \(domain brief, [^)]*\)/, '');
}
