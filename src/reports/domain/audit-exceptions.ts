import type { RegistrationState } from '../../deals/domain/deal.js';
import type { Outcome } from '../../policies/domain/outcome.js';

/** A registration was filed and lives, or has ended without our knowing how. */
const FILED: readonly RegistrationState[] = [
  'submitted',
  'under-review',
  'review-pending',
  'action-required',
  'update-required',
  'approved',
  'passed',
  'closed',
];

/** Whether a registration was filed and not declined since. */
export function isFiled(state: RegistrationState): boolean {
  return FILED.includes(state);
}

/**
 * Something about a won deal that an auditor must look at. `outcomes` and `registrations` say which deals it is
 * about, null among them standing for no verdict and for a registration state that no file has told.
 */
export interface AuditException {
  readonly key: string;
  readonly title: string;
  /** What to do; null when nothing is to be done. */
  readonly remedy: string | null;
  readonly outcomes: readonly (Outcome | null)[];
  /** Null: whatever the registration. */
  readonly registrations: readonly (RegistrationState | null)[] | null;
}

/** All kinds of exception in the order of the report; a deal is the first that fits it, the last fits the rest. */
export const AUDIT_EXCEPTIONS: readonly AuditException[] = [
  {
    key: 'eligible-not-registered',
    title: 'Eligible, not registered',
    remedy: 'Register the deal in Partner Center.',
    outcomes: ['eligible'],
    registrations: ['none', 'incomplete'],
  },
  {
    key: 'eligible-registration-unknown',
    title: 'Eligible, registration not known',
    remedy: 'Import the registrations file; if the deal is not in it, register the deal.',
    outcomes: ['eligible'],
    registrations: [null],
  },
  {
    key: 'eligible-registration-declined',
    title: 'Eligible, registration declined',
    remedy: 'Ask Microsoft why, or correct and file it again.',
    outcomes: ['eligible'],
    registrations: ['declined', 'failed'],
  },
  {
    key: 'registered-not-eligible',
    title: 'Registered, not eligible',
    remedy: 'Check what the deal fails before Microsoft does.',
    outcomes: ['ineligible'],
    registrations: FILED,
  },
  {
    key: 'at-risk',
    title: 'At risk',
    remedy: 'Microsoft may reject this registration: see what the deal fails.',
    outcomes: ['at-risk'],
    registrations: null,
  },
  {
    key: 'undetermined',
    title: 'Undetermined',
    remedy: 'Import what is not known, then run dealproof evaluate.',
    outcomes: ['undetermined'],
    registrations: null,
  },
  {
    // A pending verdict on a won deal was made while the deal was open.
    key: 'not-evaluated',
    title: 'Not evaluated since it was won',
    remedy: 'Run dealproof evaluate. Reports on an earlier day stay as they are.',
    outcomes: [null, 'pending'],
    registrations: null,
  },
];

/** The rest: nothing to look at. */
export const NO_EXCEPTION: AuditException = {
  key: 'none',
  title: 'None',
  remedy: null,
  outcomes: ['eligible', 'ineligible'],
  registrations: null,
};

/** The exception of a won deal; null outcome for a deal without a verdict, null state where no file told one. */
export function exceptionOf(outcome: Outcome | null, registration: RegistrationState | null): AuditException {
  const found = AUDIT_EXCEPTIONS.find(
    (exception) =>
      exception.outcomes.includes(outcome) &&
      (exception.registrations === null || exception.registrations.includes(registration)),
  );
  return found ?? NO_EXCEPTION;
}
