import type { TeamMember } from '../../deals/domain/deal.js';
import type { Translator } from './findings.js';

/**
 * Id of a solution from a cell `solution id, currency, price, quantity`, of which only the id is required (bulk CSV
 * notes, section 3). The rest tells nothing that a deal carries.
 */
export const solutionCell: Translator<string> = (text, refuse) => {
  const [id = '', ...rest] = text.split(',').map((part) => part.trim());
  if (id === '') return refuse('The solution has no id.', 'Write solution id, currency, price, quantity.');
  if (rest.length > 3 || id.includes(';')) {
    return refuse(
      'This cell holds more than one solution.',
      'Give each solution a column of its own: Solution 1, Solution 2 and so on.',
    );
  }
  return id;
};

/** A person from a cell `first name, last name, phone, mail`; a last name may itself have commas. */
export function memberCell(party: TeamMember['party']): Translator<TeamMember> {
  return (text, refuse) => {
    const parts = text.split(',').map((part) => part.trim());
    if (parts.length < 4) {
      return refuse(
        `A team member has four parts, and this cell has ${parts.length}.`,
        'Write first name, last name, phone number, mail, with a comma between them even where one is empty.',
      );
    }
    return {
      party,
      firstName: parts[0] ?? '',
      lastName: parts.slice(1, -2).join(', '),
      phone: parts.at(-2) ?? '',
      email: parts.at(-1) ?? '',
    };
  };
}

/** The parts of a cell that lists several things with semicolons between them, without blanks and repeats. */
export const semicolonList: Translator<readonly string[]> = (text) => [...new Set(splitList(text))];

/** Ids and names that two cells list in the same order: the names by id, where there are as many of each. */
export function namesById(
  ids: string | undefined,
  names: string | undefined,
): Readonly<Record<string, string>> | undefined {
  if (ids === undefined || names === undefined) return undefined;
  const [idList, nameList] = [splitList(ids), splitList(names)];
  // A name may itself hold a semicolon: then nobody can say which name belongs to which id.
  if (idList.length !== nameList.length) return undefined;
  return Object.fromEntries(idList.map((id, index) => [id, nameList[index] ?? '']));
}

function splitList(text: string): readonly string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
