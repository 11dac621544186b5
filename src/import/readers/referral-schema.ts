import { z } from 'zod';
import type { Problem } from '../../kernel/errors.js';
import { shorten } from '../../kernel/text.js';

const text = z.string().nullish();
const flag = z.boolean().nullish();
/** PATCH samples of the API write numbers as text too (referral API notes, section 3). */
const numeric = z.union([z.number(), z.string()]).nullish();

const member = z.object({ firstName: text, lastName: text, phoneNumber: text, email: text });

const registration = z.object({
  status: text,
  registrationDateTime: text,
  statusHistory: z
    .object({
      reviewPendingDateTime: text,
      passedDateTime: text,
      failedDateTime: text,
      approvedDateTime: text,
    })
    .nullish(),
  solutionDetails: z
    .array(z.object({ marketplaceTransactionDetails: z.object({ isMarketplaceTransacted: flag }).nullish() }))
    .nullish(),
});

/**
 * The parts of a referral that are read (referral API notes, section 2). Properties the API adds from year to year
 * are left alone; only what tells one referral from another is required.
 */
const referral = z.object({
  id: z.string(),
  engagementId: text,
  name: text,
  organizationId: text,
  mpnId: text,
  externalReferenceId: text,
  createdDateTime: text,
  updatedDateTime: text,
  acceptedDateTime: text,
  closedDateTime: text,
  status: z.string(),
  substatus: z.string(),
  statusReason: text,
  type: text,
  qualification: text,
  direction: text,
  salesStage: numeric,
  campaignId: text,
  registrationStatus: text,
  registrations: z.array(registration).nullish(),
  customerProfile: z
    .object({
      name: text,
      address: z.object({ city: text, country: text }).nullish(),
      ids: z
        .union([z.array(z.object({ profileType: text, id: text })), z.object({}).transform(() => [])])
        .nullish(),
    })
    .nullish(),
  consent: z.object({ consentToShareReferralWithMicrosoftSellers: flag }).nullish(),
  details: z
    .object({
      notes: text,
      dealValue: numeric,
      currency: text,
      closingDateTime: text,
      requirements: z.object({ solutions: z.array(z.object({ id: text, name: text })).nullish() }).nullish(),
    })
    .nullish(),
  team: z.array(member).nullish(),
  inviteContext: z.object({ invitedBy: z.object({ organizationId: text }).nullish() }).nullish(),
  trackingInfo: z.object({ microsoftMsxId: text }).nullish(),
});

/** A referral as the API gives it, as far as it is read. */
export type Referral = z.infer<typeof referral>;

/** A referral whose shape was checked, or what is wrong with it. */
export type ParsedReferral =
  | { readonly referral: Referral }
  | { readonly problems: readonly Pick<Problem, 'path' | 'value' | 'message' | 'remedy'>[] };

/** Checks that a JSON value has the shape of a referral. */
export function parseReferral(value: unknown): ParsedReferral {
  const parsed = referral.safeParse(value);
  if (parsed.success) return { referral: parsed.data };
  return { problems: parsed.error.issues.map((issue) => problemOf(value, issue.path)) };
}

function problemOf(value: unknown, path: readonly PropertyKey[]) {
  const found = path.reduce<unknown>((held, key) => propertyOf(held, key), value);
  const place = { path: `/${path.map(String).join('/')}` };
  if (found === undefined || found === null) {
    return { ...place, message: 'A referral must have this, and it is missing.' };
  }
  const remedy = 'Export it again; do not edit it by hand.';
  return {
    ...place,
    value: shorten(JSON.stringify(found)),
    message: 'The API gives something else here.',
    remedy,
  };
}

function propertyOf(held: unknown, key: PropertyKey): unknown {
  if (typeof held !== 'object' || held === null) return undefined;
  return Object.entries(held).find(([name]) => name === String(key))?.[1];
}
