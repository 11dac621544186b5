import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareText } from '../../kernel/text.js';
import { AUDIT_EXCEPTIONS, NO_EXCEPTION } from './audit-exceptions.js';
import { auditPlace } from './audit-order.js';

const KINDS = [...AUDIT_EXCEPTIONS, NO_EXCEPTION];
const win = fc.record({
  kind: fc.nat(KINDS.length - 1),
  wonOn: fc.constantFrom('2021-01-31', '2021-02-01', '1969-12-31', '0100-01-01', '9999-12-31', null),
});
const placeOf = ({ kind, wonOn }: { readonly kind: number; readonly wonOn: string | null }) =>
  auditPlace(KINDS[kind] ?? NO_EXCEPTION, wonOn);

it('has exceptions first, then the earliest day won; unknown days last', () => {
  fc.assert(
    fc.property(win, win, (one, other) => {
      const days = compareText(one.wonOn ?? '~', other.wonOn ?? '~');
      expect(Math.sign(placeOf(one) - placeOf(other))).toBe(Math.sign(one.kind - other.kind || days));
    }),
  );
});

it('is a whole number of 32 bits', () => {
  fc.assert(
    fc.property(win, (one) => {
      expect(placeOf(one) >>> 0).toBe(placeOf(one));
    }),
  );
});
