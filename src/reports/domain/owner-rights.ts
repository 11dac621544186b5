import { DomainError } from '../../kernel/errors.js';
import { nearest } from '../../kernel/nearest.js';
import type { Person, SavedReport } from './saved-report.js';

/** Why a saved report may not be made or sent in the name of its owner, and which part of its file says so. */
export interface OwnerFault {
  /** Keys that lead to the part, such as `['targets', 0, 'kind']`. */
  readonly at: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
}

type Owned = Pick<SavedReport, 'owner' | 'report' | 'schedule' | 'targets'>;

/** What is made or sent without anybody asking needs somebody who answers for it; nothing where that is so. */
export function ownerlessParts({ owner, schedule, targets }: Owned): readonly OwnerFault[] {
  if (owner !== undefined) return [];
  const missing = (key: string): OwnerFault => ({
    at: [key],
    message: `A report with “${key}” needs an owner who answers for it.`,
    remedy: 'Add the key “owner” with a name from people.json.',
  });
  return [...(schedule === undefined ? [] : ['schedule']), ...(targets.length === 0 ? [] : ['targets'])].map(
    missing,
  );
}

/**
 * What the owner of a saved report may not do of what it asks for. With any fault, nothing is to be made or sent in
 * the owner's name. Nothing for a report without owner, which is only made by whoever asks for it.
 */
export function ownerFaults(saved: Owned, people: readonly Person[]): readonly OwnerFault[] {
  const { owner, report, targets } = saved;
  if (owner === undefined) return [];
  const person = people.find(({ name }) => name === owner);
  if (person === undefined) return [unknownOwner(owner, people)];
  if (!person.active) {
    return [
      {
        at: ['owner'],
        message: `“${owner}” is not active in people.json, so nothing is made or sent in this name.`,
        remedy: 'Name another owner, or make the person active again.',
      },
    ];
  }
  const mayMake = person.reports === 'all' || person.reports.includes(report);
  const kinds = targets.map(({ kind }, index): OwnerFault | null =>
    person.deliverTo.includes(kind)
      ? null
      : {
          at: ['targets', index, 'kind'],
          message: `“${owner}” may not have reports delivered to targets of the kind “${kind}”.`,
          remedy: `Add “${kind}” to “deliverTo” of this person in people.json, or name another owner.`,
        },
  );
  return [...(mayMake ? [] : [foreignReport(owner, report)]), ...kinds.filter((fault) => fault !== null)];
}

/**
 * Requires that a saved report may be made and, where it is delivered, sent in the name of its owner. Asked at every
 * run, since a right is taken away in people.json and not in the file of the report.
 * @throws DomainError `invalid-configuration` with everything that the owner may not do.
 */
export function requireOwnerMay(saved: SavedReport, people: readonly Person[], delivered: boolean): void {
  const faults = ownerFaults(delivered ? saved : { ...saved, targets: [] }, people);
  if (faults.length === 0) return;
  const summary = `${saved.name} may not be made in the name of “${saved.owner}”.`;
  const problems = faults.map(({ message, remedy }) => ({ message, remedy }));
  throw new DomainError('invalid-configuration', summary, problems);
}

function foreignReport(owner: string, report: string): OwnerFault {
  return {
    at: ['report'],
    message: `“${owner}” may not have the report “${report}” made.`,
    remedy: `Add “${report}” to “reports” of this person in people.json, or name another owner.`,
  };
}

function unknownOwner(owner: string, people: readonly Person[]): OwnerFault {
  const meant = nearest(
    owner,
    people.map(({ name }) => name),
  );
  return {
    at: ['owner'],
    message: `“${owner}” is not in people.json.`,
    remedy: meant === undefined ? 'Add this person to people.json.' : `Did you mean “${meant}”?`,
  };
}
