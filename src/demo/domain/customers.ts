import { MARKETS } from './markets.js';
import type { Market } from './markets.js';
import { Random, seedOf } from './random.js';

/** A customer as every file of the book tells of it. */
export interface DemoCustomer {
  readonly name: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly addressLine1: string;
  readonly addressLine2: string;
  /** Null where the customer was never matched to a D-U-N-S number. */
  readonly duns: string | null;
  /** Null where the customers file does not tell. */
  readonly managedByMicrosoft: boolean | null;
  readonly currency: string;
  readonly contact: {
    readonly firstName: string;
    readonly lastName: string;
    readonly phone: string;
    readonly email: string;
  };
}

const CUSTOMERS = 420;

/** Beginnings of names that a spreadsheet would run as a formula if a report let it. */
const FORMULA_LIKE = ['=SUM ', '+46 ', '@', '-40° '];
const FORMULA_LIKE_EVERY = 60;

/** The customers of a book, all different in name and country. */
export function customersOf(seed: number): readonly DemoCustomer[] {
  const random = new Random(seedOf(seed, 'list', 1));
  const seen = new Set<string>();
  const customers: DemoCustomer[] = [];
  while (customers.length < CUSTOMERS) {
    const made = customerOf(random, random.weighted(MARKETS), customers.length);
    const name =
      customers.length % FORMULA_LIKE_EVERY === 7 ? `${random.pick(FORMULA_LIKE)}${made.name}` : made.name;
    const key = `${name} ${made.country}`;
    customers.push({ ...made, name: seen.has(key) ? `${name} ${customers.length}` : name });
    seen.add(key);
  }
  return customers;
}

function customerOf(random: Random, market: Market, index: number): DemoCustomer {
  const [city, state, postalCode] = random.pick(market.cities);
  const [firstName, lastName] = random.pick(market.contacts);
  const street = market.streetForm.replace('{street}', random.pick(market.streets));
  return {
    name: random.pick(market.nameForms).replace('*', random.pick(market.names)),
    country: market.country,
    city,
    state,
    postalCode,
    addressLine1: street.replace('*', String(random.int(1, 99))),
    addressLine2: random.chance(0.15) ? `c/o ${lastName}` : '',
    duns: random.chance(0.12) ? null : dunsOf(index),
    managedByMicrosoft: random.weighted<boolean | null>([
      [true, 55],
      [false, 32],
      [null, 13],
    ]),
    currency: random.chance(0.9) ? market.currency : 'USD',
    contact: {
      firstName,
      lastName,
      phone: `${market.phonePrefix}${String(index).padStart(4, '0')}`,
      email: `kontakt${index}@customer${index}.example`,
    },
  };
}

/** Nine digits, some with a leading zero that a spreadsheet would lose. */
function dunsOf(index: number): string {
  return String(index % 9 === 0 ? 10_000_000 + index * 8191 : 350_000_000 + index * 8191).padStart(9, '0');
}
