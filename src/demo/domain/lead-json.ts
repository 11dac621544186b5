import { formatMoment } from './calendar.js';
import { COMPANY, MICROSOFT } from './company.js';
import type { DemoLead } from './demo-deal.js';
import { addressOf, eTag, escapeHtml } from './referral-parts.js';
import type { ReferralJson } from './referral-parts.js';

/** A lead as the API lists it, with fewer fields than a co-sell referral. */
export function leadReferral(lead: DemoLead): ReferralJson {
  const { customer } = lead;
  const moment = formatMoment(lead.created);
  return {
    id: lead.referralId,
    engagementId: lead.engagementId,
    name: null,
    organizationId: COMPANY.organisationId,
    organizationName: COMPANY.name,
    externalReferenceId: '',
    createdDateTime: moment,
    updatedDateTime: moment,
    expirationDateTime: null,
    status: 'New',
    substatus: 'Pending',
    statusReason: null,
    qualification: 'Direct',
    type: 'Independent',
    direction: 'Incoming',
    customerProfile: {
      name: escapeHtml(customer.name),
      address: addressOf(customer),
      size: '1to9employees',
      team: [],
      ids: [],
    },
    consent: { consentToContact: true },
    details: {
      notes: 'Customer asks for Microsoft 365 training.',
      dealValue: 10000,
      currency: 'USD',
      closingDateTime: null,
      requirements: {
        industries: [{ id: 'Education' }],
        products: [{ id: 'Microsoft365' }],
        services: [],
        solutions: [],
      },
    },
    inviteContext: {
      notes: null,
      invitedBy: { organizationId: MICROSOFT.organisationId, organizationName: MICROSOFT.name },
    },
    eTag: eTag(lead.referralId),
  };
}
