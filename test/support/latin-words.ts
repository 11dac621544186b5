/** Names that are written in Latin letters in every language. */
const NAMES = [
  'Azure IP Co-sell',
  'Azure IP',
  'Business Applications Premium',
  'Business Applications Standard',
  'Microsoft',
  'P2P',
];

/** The words of a text that are in Latin letters, beside names and what else may be there as it is. */
export function latinWords(text: string, alsoAllowed: readonly string[] = []): readonly string[] {
  const allowed = [...NAMES, ...alsoAllowed].toSorted((a, b) => b.length - a.length);
  const rest = allowed.reduce((left, name) => left.replaceAll(name, ' '), text);
  return rest.match(/\p{Script=Latin}{2,}/gu) ?? [];
}
