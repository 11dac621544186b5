import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AUDIT_EXCEPTIONS, NO_EXCEPTION } from './audit-exceptions.js';
import { AuditOrder } from './audit-order.js';

const KINDS = [...AUDIT_EXCEPTIONS, NO_EXCEPTION];
const win = fc.record({
  kind: fc.nat(KINDS.length - 1),
  closedOn: fc.constantFrom('2021-01-31', '2021-02-01', '1969-12-31', null),
});

it('has exceptions first, then the earliest day won, then the order they came in; unknown days last', () => {
  fc.assert(
    fc.property(fc.array(win), fc.integer({ min: 1, max: 4 }), (wins, size) => {
      const order = new AuditOrder();
      const all = wins.map((one, index) => ({ ...one, id: String(index) }));
      for (const { kind, id, closedOn } of all) {
        order.add(KINDS[kind] ?? NO_EXCEPTION, { dealId: id, verdict: null }, closedOn);
      }
      const pages = [...order.pages(size)];
      const expected = all.toSorted(
        (a, b) => a.kind - b.kind || (a.closedOn ?? '9999').localeCompare(b.closedOn ?? '9999'),
      );
      expect(pages.flat()).toEqual(expected.map(({ id }) => ({ dealId: id, verdict: null })));
      expect(pages.every((page) => page.length > 0 && page.length <= size)).toBe(true);
    }),
  );
});
