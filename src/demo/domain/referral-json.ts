import { HOUR_MS } from '../../kernel/instants.js';
import { plainAmount } from './amounts.js';
import { exactlyAfter, formatMoment, later } from './calendar.js';
import type { Moment } from './calendar.js';
import { COMPANY, MICROSOFT, PARTNERS, solutionName } from './company.js';
import { REASONS } from '../../import/domain/deal-words.js';
import type { DemoDeal } from './demo-deal.js';
import { addressOf, eTag, escapeHtml, mailOf, member, statusWords } from './referral-parts.js';
import type { ReferralJson } from './referral-parts.js';
import { registrationJson } from './registration-json.js';

const API = 'https://api.partner.microsoft.com/v1.0/engagements/referrals';

/** `assistanceRequestCode` for the help codes 1 to 6 of the bulk CSV. */
const HELP_CODES = [
  'WorkloadSpecificValueProposition',
  'CustomerTechnicalArchitecture',
  'ProofOfConceptOrDemo',
  'QuotesOrLicensing',
  'PostSalesCustomerSuccess',
  'GeneralOrOther',
];

/** Whether the type is one whose referral the API calls Shared. */
function isShared({ dealType }: DemoDeal): boolean {
  return dealType === 'co-sell' || dealType === 'partner-to-partner';
}

/** All referrals of a deal's engagement: our own, then Microsoft's and the invited partner's, where there are any. */
export function referralsOf(deal: DemoDeal): readonly ReferralJson[] {
  const referrals = [ownReferral(deal)];
  if (deal.microsoft !== null) referrals.push(microsoftReferral(deal, deal.microsoft));
  if (deal.partner !== null) referrals.push(partnerReferral(deal, deal.partner));
  return referrals;
}

function ownReferral(deal: DemoDeal): ReferralJson {
  const [status, substatus] = statusWords(deal.status);
  const { registration } = deal;
  return {
    ...frame(deal, deal.dealId, COMPANY, deal.created, deal.updated),
    mpnId: deal.office.mpnId,
    externalReferenceId: deal.crmId ?? '',
    expirationDateTime: deal.expires === null ? null : formatMoment(deal.expires),
    status,
    substatus,
    statusReason: deal.reason === null ? null : (REASONS[deal.reason - 1] ?? null),
    qualification: isShared(deal) ? 'SalesQualified' : 'None',
    direction: deal.direction === 'inbound' ? 'Incoming' : 'Outgoing',
    campaignId: deal.campaignId,
    salesStage: deal.salesStagePercent === null ? null : String(deal.salesStagePercent),
    acceptedDateTime: deal.accepted === null ? null : formatMoment(deal.accepted),
    closedDateTime: deal.closed === null ? null : formatMoment(deal.closed),
    registrationStatus: registration?.state ?? 'None',
    target: deal.solutions.map((id) => ({ type: 'SolutionProfile', id })),
    details: details(deal, deal.notes, deal.solutions),
    team: deal.team.map((one) => member(one.firstName, one.lastName, one.phone, mailOf(one))),
    inviteContext: inviteContext(deal, 'Unknown'),
    registrations: registration === null ? [] : [registrationJson(deal, registration)],
  };
}

function microsoftReferral(deal: DemoDeal, microsoft: NonNullable<DemoDeal['microsoft']>): ReferralJson {
  const [status, substatus] = statusWords(microsoft.status);
  const { answered, closed } = microsoft;
  const updated = [answered, closed].reduce<Moment>(
    (latest, moment) => (moment === null ? latest : later(moment, latest)),
    deal.created,
  );
  const help = microsoft.help === null ? 'Unknown' : (HELP_CODES[microsoft.help - 1] ?? 'Unknown');
  return {
    ...frame(deal, microsoft.referralId, MICROSOFT, deal.created, updated),
    expirationDateTime: microsoft.expires === null ? null : formatMoment(microsoft.expires),
    status,
    substatus,
    statusReason: microsoft.reason,
    acceptedDateTime: answered === null || microsoft.status === 'declined' ? null : formatMoment(answered),
    closedDateTime: closed === null ? null : formatMoment(closed),
    target: [{ type: 'BusinessProfileLocation', id: MICROSOFT.organisationId }],
    details: details(deal, null, deal.solutions),
    inviteContext: inviteContext(deal, help),
  };
}

function partnerReferral(deal: DemoDeal, partner: NonNullable<DemoDeal['partner']>): ReferralJson {
  const { accepted, organisationId, name } = partner;
  const [status, substatus] = statusWords(accepted === null ? 'pending' : 'accepted');
  const expires = exactlyAfter(deal.created, 14 * 24 * HOUR_MS);
  return {
    ...frame(deal, partner.referralId, { organisationId, name }, deal.created, accepted ?? deal.created),
    expirationDateTime: accepted === null ? formatMoment(expires) : null,
    status,
    substatus,
    acceptedDateTime: accepted === null ? null : formatMoment(accepted),
    target: [{ type: 'SolutionProfile', id: partner.solutionId }],
    details: details(deal, 'Please bring the add-on', [partner.solutionId]),
    inviteContext: inviteContext(deal, 'GeneralOrOther'),
  };
}

/** What every referral of an engagement has alike; each party's own values follow and replace these. */
function frame(
  deal: DemoDeal,
  id: string,
  owner: { readonly organisationId: string; readonly name: string },
  created: Moment,
  updated: Moment,
): ReferralJson {
  return {
    id,
    engagementId: deal.engagementId,
    name: deal.name,
    organizationId: owner.organisationId,
    organizationName: owner.name,
    lastModifiedVia: null,
    lastRunId: null,
    externalReferenceId: null,
    createdDateTime: formatMoment(created),
    updatedDateTime: formatMoment(updated),
    expirationDateTime: null,
    status: 'New',
    substatus: 'Pending',
    statusReason: null,
    qualification: 'SalesQualified',
    type: isShared(deal) ? 'Shared' : 'Independent',
    referralSource: null,
    eTag: eTag(id),
    favorite: false,
    campaignId: null,
    salesStage: null,
    quality: 'Unknown',
    isSpam: false,
    direction: 'Outgoing',
    mpnId: deal.office.mpnId,
    referralProgram: null,
    dealSensitivity: 'None',
    createdVia: null,
    tags: [],
    acceptedDateTime: null,
    closedDateTime: null,
    callToAction: null,
    registrationStatus: 'None',
    target: [],
    customerProfile: customerProfile(deal),
    consent: {
      consentToToShareInfoWithOthers: true,
      consentToContact: deal.dealType === 'co-sell',
      consentToShareReferralWithMicrosoftSellers:
        deal.dealType === 'co-sell' || deal.dealType === 'partner-led',
    },
    details: null,
    team: [],
    inviteContext: null,
    links: {
      relatedReferrals: { uri: `${API}?$filter=engagementId eq ${deal.engagementId}`, method: 'GET' },
      self: { uri: `${API}/${id}`, method: 'GET' },
    },
    trackingInfo: {
      microsoftMsxId: deal.msxId,
      microsoftUSFedOpportunityId: null,
      microsoftUSFedLeadId: null,
      migratedPSCDealId: null,
      migratedPSCPartnerDealId: null,
    },
    registrations: [],
  };
}

function customerProfile(deal: DemoDeal): ReferralJson {
  const { name, duns, contact } = deal.customer;
  return {
    name: escapeHtml(name),
    size: '',
    isMatchingComplete: duns !== null,
    address: addressOf(deal.customer),
    team:
      deal.dealType === 'co-sell'
        ? [member(contact.firstName, contact.lastName, contact.phone, contact.email)]
        : [],
    ids: duns === null ? [] : [{ profileType: 'Duns', id: duns }],
  };
}

function details(deal: DemoDeal, notes: string | null, solutions: readonly string[]): ReferralJson {
  return {
    notes,
    dealValue: Number(plainAmount(deal.valueMinor, deal.currency)),
    currency: deal.currency,
    closingDateTime: `${deal.estimatedCloseDate}T00:00:00Z`,
    customerRequestedContact: null,
    customerAction: null,
    incentiveLevel: null,
    requirements: {
      industries: [],
      products: [],
      services: [],
      solutions: solutions.map((id) => ({
        id,
        name: solutionName(id),
        type: 'Name',
        price: null,
        quantity: null,
        currency: null,
        publisherName: null,
        solutionType: null,
        closingDateTime: null,
      })),
      offers: [],
      salesPlays: [],
      additionalRequirements: {},
    },
  };
}

function inviteContext(deal: DemoDeal, assistanceRequestCode: string): ReferralJson {
  const inviters = [COMPANY, MICROSOFT, ...PARTNERS];
  const name = inviters.find(({ organisationId }) => organisationId === deal.invitedBy)?.name ?? null;
  return {
    notes: null,
    assistanceRequestCode,
    invitedMpnId: deal.office.mpnId,
    invitedBy: { organizationId: deal.invitedBy, organizationName: name },
  };
}
