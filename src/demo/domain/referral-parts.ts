import { COMPANY } from './company.js';
import type { Colleague } from './company.js';
import type { DemoCustomer } from './customers.js';

/** A referral as the referrals API lists it: plain JSON. */
export type ReferralJson = Readonly<Record<string, unknown>>;

/** API status and substatus of a deal's or another party's status. */
const STATUS_WORDS = {
  received: ['New', 'Pending'],
  pending: ['New', 'Pending'],
  active: ['Active', 'Accepted'],
  accepted: ['Active', 'Accepted'],
  won: ['Closed', 'Won'],
  lost: ['Closed', 'Lost'],
  declined: ['Closed', 'Declined'],
  expired: ['Closed', 'Expired'],
} as const;

/** API status and substatus, as the referrals API and the bulk CSV write them. */
export function statusWords(status: keyof typeof STATUS_WORDS): readonly [status: string, substatus: string] {
  return STATUS_WORDS[status];
}

/** A customer's postal address. */
export function addressOf(customer: DemoCustomer): ReferralJson {
  return {
    addressLine1: customer.addressLine1,
    addressLine2: customer.addressLine2 === '' ? null : customer.addressLine2,
    city: customer.city,
    state: customer.state === '' ? null : customer.state,
    postalCode: customer.postalCode,
    country: customer.country,
    region: null,
  };
}

/** A person of a team or at the customer's. */
export function member(
  firstName: string,
  lastName: string,
  phoneNumber: string,
  email: string,
): ReferralJson {
  const contactPreference = { locale: 'en-us', disableNotifications: false };
  return { firstName, lastName, phoneNumber, email, title: null, contactPreference };
}

/** The API hands out customer names with HTML entities; two kinds are enough to notice. */
export function escapeHtml(name: string): string {
  return name.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

/** An entity tag, which the API writes with quotes of its own. */
export function eTag(id: string): string {
  return `"${id.slice(0, 8)}-0000-0800-0000-${id.slice(24, 32)}0000"`;
}

/** A colleague's address, made of the name. */
export function mailOf({ firstName, lastName }: Colleague): string {
  return `${firstName}.${lastName}@${COMPANY.domain}`.toLowerCase();
}
