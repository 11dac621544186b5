import { DomainError } from '../kernel/errors.js';
import { nearest } from '../kernel/nearest.js';

/** The error for a version that a policy does not have; names those that it has. */
export function unknownVersion(policyId: string, name: string, versions: readonly string[]): DomainError {
  const meant = nearest(name, versions);
  const message = `There is no version “${name}” of the policy “${policyId}”.`;
  const remedy = `${meant === undefined ? '' : `Did you mean “${meant}”? `}The versions are ${versions.join(', ')}.`;
  return new DomainError('not-found', message, [{ message, remedy }]);
}
