import type { Deal } from '../../deals/domain/deal.js';
import { dunsKey, nameKey } from '../../deals/domain/matching.js';

/** A customer of the customers files, as it is matched; `managed` null where the file does not say. */
export interface CataloguedCustomer {
  /** What a row of the file is about; two files that tell of the same customer have the same. */
  readonly customerKey: string;
  readonly dunsKey: string | null;
  readonly nameKey: string | null;
  readonly country: string | null;
  readonly managed: boolean | null;
}

/** What a deal tells of its customer. */
export type CustomerOfDeal = Pick<Deal, 'customerDuns' | 'customerName' | 'customerCountry'>;

/** Customers to match deals to. */
export class CustomerList {
  private readonly byDuns = new Map<string, CataloguedCustomer[]>();
  private readonly byName = new Map<string, CataloguedCustomer[]>();

  /** The same customer given twice counts once. */
  constructor(customers: readonly CataloguedCustomer[]) {
    for (const customer of new Map(customers.map((each) => [each.customerKey, each])).values()) {
      add(this.byDuns, customer.dunsKey, customer);
      add(this.byName, customer.nameKey, customer);
    }
  }

  /**
   * Whether Microsoft manages the customer of a deal: matched by D-U-N-S number, else by name and country where one
   * side has no number. Null where no customer matches that says so, or where those that match differ.
   */
  isManaged({ customerDuns, customerName, customerCountry: country }: CustomerOfDeal): boolean | null {
    const [duns, name] = [dunsKey(customerDuns), nameKey(customerName)];
    const numbered = duns === null ? [] : (this.byDuns.get(duns) ?? []);
    const named = name === null || country === null ? [] : (this.byName.get(name) ?? []);
    return (
      agreed(numbered) ??
      agreed(named.filter((each) => each.country === country && (each.dunsKey === null || duns === null)))
    );
  }
}

function add(
  index: Map<string, CataloguedCustomer[]>,
  key: string | null,
  customer: CataloguedCustomer,
): void {
  if (key === null) return;
  const held = index.get(key);
  if (held) held.push(customer);
  else index.set(key, [customer]);
}

/** What all customers that say anything say; null where none does, or where they differ. */
function agreed(customers: readonly CataloguedCustomer[]): boolean | null {
  const said = new Set(customers.flatMap(({ managed }) => managed ?? []));
  const [answer] = said;
  return said.size === 1 && answer !== undefined ? answer : null;
}
