import { describe, expect, it } from '@jest/globals';
import { REGISTRATION_STATES } from '../../deals/domain/deal.js';
import { OUTCOMES } from '../../policies/domain/outcome.js';
import { exceptionOf } from './audit-exceptions.js';

describe('what an auditor must look at', () => {
  it('is an eligible deal that is not registered, or of which nobody knows', () => {
    expect(exceptionOf('eligible', 'none').key).toBe('eligible-not-registered');
    expect(exceptionOf('eligible', 'incomplete').key).toBe('eligible-not-registered');
    expect(exceptionOf('eligible', null).key).toBe('eligible-registration-unknown');
    expect(exceptionOf('eligible', 'declined').key).toBe('eligible-registration-declined');
    expect(exceptionOf('eligible', 'approved').key).toBe('none');
  });

  it('is a registered deal that is not eligible', () => {
    expect(exceptionOf('ineligible', 'submitted').key).toBe('registered-not-eligible');
    expect(exceptionOf('ineligible', 'approved').key).toBe('registered-not-eligible');
    expect(exceptionOf('ineligible', 'declined').key).toBe('none');
    expect(exceptionOf('ineligible', 'none').key).toBe('none');
    expect(exceptionOf('ineligible', null).key).toBe('none');
  });

  it('is whatever is at risk, undetermined, or not judged since it was won, registered or not', () => {
    for (const state of [...REGISTRATION_STATES, null]) {
      expect(exceptionOf('at-risk', state).key).toBe('at-risk');
      expect(exceptionOf('undetermined', state).key).toBe('undetermined');
      expect(exceptionOf('pending', state).key).toBe('not-evaluated');
      expect(exceptionOf(null, state).key).toBe('not-evaluated');
    }
  });

  it('tells what to do about each of them', () => {
    for (const outcome of [...OUTCOMES, null]) {
      for (const state of [...REGISTRATION_STATES, null]) {
        const { key, remedy } = exceptionOf(outcome, state);
        expect(remedy === null).toBe(key === 'none');
      }
    }
  });
});
