import { decodeHTMLStrict } from 'entities';
import { type DealStatus, isClosed } from '../../deals/domain/deal.js';
import { answerOf, direction, registrationState, salesStage, statusOfPair } from '../domain/deal-words.js';
import { Findings, type Translator } from '../domain/findings.js';
import type { ImportRecord, ReadOptions } from '../domain/record.js';
import { isLead, ownerOf } from '../domain/referral-owner.js';
import { tell, type Told, toldNothing } from '../domain/told.js';
import { amountIn, country, currency, duns, fileDate, guid, instant } from '../domain/translators.js';
import { wordsFor } from '../domain/words.js';
import { contentHash } from './content-hash.js';
import { sightingRecord } from './deal-record.js';
import { parseReferral, type Referral } from './referral-schema.js';

const referralType = wordsFor('a type of referral', {
  Shared: 'shared' as const,
  Independent: 'independent' as const,
});

/** Reads one referral of the API: a deal of ours, another party's referral to it, or a lead, which is left out. */
export function referralRecord(value: unknown, row: number, options: ReadOptions): ImportRecord {
  const parsed = parseReferral(value);
  if ('problems' in parsed) {
    return { is: 'reject', row, problems: parsed.problems.map((problem) => ({ row, ...problem })) };
  }
  const reading = new ReferralReading(row, parsed.referral, options);
  return reading.record();
}

/** One referral while it is read, with the problems found in it. */
class ReferralReading {
  private readonly findings: Findings;

  constructor(
    private readonly row: number,
    private readonly referral: Referral,
    private readonly options: ReadOptions,
  ) {
    this.findings = new Findings(row);
  }

  record(): ImportRecord {
    const { referral, row } = this;
    const parties = {
      organisation: lower(referral.organizationId),
      invitedBy: lower(referral.inviteContext?.invitedBy?.organizationId),
      direction: lower(referral.direction),
      type: lower(referral.type),
      qualification: lower(referral.qualification),
    };
    if (isLead(parties)) return { is: 'left-out', row, reason: 'marketplace-lead' };
    const owner = ownerOf(parties, this.options.ownOrganisations);
    const record =
      owner === 'own' ? this.sighting(parties) : this.counterpart(owner, parties.organisation ?? '');
    const { problems } = this.findings;
    if (problems.length > 0) return { is: 'reject', row, problems };
    if (record === undefined) throw new Error(`referral ${row} gave neither a record nor a problem`);
    return record;
  }

  private counterpart(party: 'microsoft' | 'partner', organisationId: string): ImportRecord | undefined {
    const referralId = this.read('/id', this.referral.id, guid);
    const engagementId = this.read('/engagementId', this.referral.engagementId, guid);
    if (filled(this.referral.engagementId) === undefined) {
      this.findings.refuse(
        { path: '/engagementId' },
        'This is the referral of another party, but it does not say to which engagement it belongs.',
      );
    }
    const status = this.status();
    const asOf = this.updated();
    if (referralId === undefined || engagementId === undefined || status === undefined) return undefined;
    if (asOf === undefined) return undefined;
    const told = { engagementId, referralId, party, organisationId, status: answerOf(status) };
    return {
      is: 'counterpart',
      row: this.row,
      counterpart: { ...told, asOf, contentHash: contentHash(told) },
    };
  }

  /** When the referral was last updated; without it nobody could tell which of two copies is the newer one. */
  private updated(): number | undefined {
    const { updatedDateTime } = this.referral;
    if (filled(updatedDateTime) === undefined) {
      this.findings.refuse(
        { path: '/updatedDateTime' },
        'The referral does not say when it was last updated.',
        'Ask the API for updatedDateTime too.',
      );
    }
    return this.read('/updatedDateTime', updatedDateTime, instant);
  }

  private sighting(parties: {
    readonly organisation?: string;
    readonly invitedBy?: string;
  }): ImportRecord | undefined {
    const { referral } = this;
    const dealId = this.read('/id', referral.id, guid);
    const told = toldNothing();
    const status = this.status();
    tell(told, 'status', status);
    tell(told, 'statusReason', filled(referral.statusReason));
    tell(told, 'engagementId', this.read('/engagementId', referral.engagementId, guid));
    tell(told, 'name', filled(referral.name));
    tell(told, 'organisationId', parties.organisation);
    tell(told, 'invitedBy', parties.invitedBy);
    tell(told, 'referralType', this.read('/type', referral.type, referralType));
    const shared = referral.consent?.consentToShareReferralWithMicrosoftSellers;
    tell(told, 'sharedWithMicrosoft', shared ?? undefined);
    // The API has been seen to call deals Incoming that the partner itself created (referral API notes, section 4).
    const said = this.read('/direction', referral.direction, direction);
    const invited = parties.invitedBy !== undefined && parties.invitedBy !== parties.organisation;
    tell(told, 'direction', parties.invitedBy === undefined ? said : invited ? 'inbound' : 'outbound');
    tell(told, 'salesStagePercent', this.read('/salesStage', referral.salesStage, salesStage));
    tell(told, 'location', filled(referral.mpnId));
    tell(told, 'campaignId', filled(referral.campaignId));
    tell(told, 'crmId', filled(referral.externalReferenceId));
    tell(told, 'msxId', filled(referral.trackingInfo?.microsoftMsxId));
    this.tellCustomer(told);
    this.tellDetails(told);
    this.tellTimes(told, status);
    this.tellRegistration(told);
    tell(told, 'team', this.team());
    const at = this.updated();
    if (dealId === undefined) return undefined;
    return sightingRecord({ row: this.row, dealId, source: 'referrals', at }, told, this.options);
  }

  private status(): DealStatus | undefined {
    const { status, substatus } = this.referral;
    return statusOfPair(
      { status, substatus, mayAskForCreation: false },
      (message, remedy) => this.findings.refuse({ path: '/status', value: status }, message, remedy),
      (message, remedy) => this.findings.refuse({ path: '/substatus', value: substatus }, message, remedy),
    );
  }

  private tellCustomer(told: Told): void {
    const customer = this.referral.customerProfile;
    const name = filled(customer?.name);
    // Names come escaped for HTML at times: `Smith &amp; Sons`.
    tell(told, 'customerName', name === undefined ? undefined : decodeHTMLStrict(name));
    tell(told, 'customerCity', filled(customer?.address?.city));
    const path = '/customerProfile/address/country';
    tell(told, 'customerCountry', this.read(path, customer?.address?.country, country));
    const ids = customer?.ids ?? [];
    const index = ids.findIndex(({ profileType }) => lower(profileType) === 'duns');
    tell(told, 'customerDuns', this.read(`/customerProfile/ids/${index}/id`, ids[index]?.id, duns));
  }

  private tellDetails(told: Told): void {
    const { details } = this.referral;
    tell(told, 'notes', details?.notes?.trim() ? details.notes : undefined);
    tell(
      told,
      'estimatedCloseDate',
      this.read('/details/closingDateTime', details?.closingDateTime, fileDate),
    );
    if (filled(details?.dealValue) !== undefined) {
      const code = this.read('/details/currency', details?.currency, currency);
      if (filled(details?.currency) === undefined) {
        this.findings.refuse({ path: '/details/currency' }, 'The deal has a value but no currency.');
      }
      const minor = this.read('/details/dealValue', details?.dealValue, amountIn(code ?? 'USD', 'refused'));
      tell(told, 'valueMinor', code === undefined ? undefined : minor);
      tell(told, 'currency', minor === undefined ? undefined : code);
    }
    const solutions = details?.requirements?.solutions?.flatMap(({ id, name }) => {
      const solutionId = filled(id);
      return solutionId === undefined ? [] : [{ solutionId, name: filled(name) }];
    });
    tell(told, 'solutionIds', solutions && [...new Set(solutions.map(({ solutionId }) => solutionId))]);
    const named = solutions?.flatMap(({ solutionId, name }) =>
      name === undefined ? [] : [[solutionId, name] as const],
    );
    tell(told, 'solutionNames', named && named.length > 0 ? Object.fromEntries(named) : undefined);
  }

  private tellTimes(told: Told, status: DealStatus | undefined): void {
    const { createdDateTime, acceptedDateTime, closedDateTime } = this.referral;
    tell(told, 'createdAt', this.read('/createdDateTime', createdDateTime, instant));
    tell(told, 'acceptedAt', this.read('/acceptedDateTime', acceptedDateTime, instant));
    const closedAt = this.read('/closedDateTime', closedDateTime, instant);
    tell(told, 'closedAt', status !== undefined && isClosed(status) ? closedAt : undefined);
  }

  private tellRegistration(told: Told): void {
    const { registrationStatus, registrations } = this.referral;
    // Only one registration of a referral can be addressed (referral API notes, section 11).
    const first = registrations?.[0];
    const state =
      this.read('/registrationStatus', registrationStatus, registrationState) ??
      this.read('/registrations/0/status', first?.status, registrationState);
    tell(told, 'registrationState', state);
    const at = '/registrations/0/statusHistory';
    const history = first?.statusHistory;
    const pending = this.read(`${at}/reviewPendingDateTime`, history?.reviewPendingDateTime, fileDate);
    const made = this.read('/registrations/0/registrationDateTime', first?.registrationDateTime, fileDate);
    tell(told, 'registrationSubmittedOn', pending ?? made);
    const approved = this.read(`${at}/approvedDateTime`, history?.approvedDateTime, fileDate);
    const passed = this.read(`${at}/passedDateTime`, history?.passedDateTime, fileDate);
    const failed = this.read(`${at}/failedDateTime`, history?.failedDateTime, fileDate);
    tell(told, 'registrationDecidedOn', approved ?? passed ?? failed);
    const transacted = first?.solutionDetails?.flatMap(({ marketplaceTransactionDetails: details }) => {
      return details?.isMarketplaceTransacted ?? [];
    });
    tell(
      told,
      'marketplaceTransacted',
      transacted && transacted.length > 0 ? transacted.includes(true) : undefined,
    );
  }

  private team(): Told['team'] {
    return this.referral.team?.map((person) => ({
      party: 'own',
      firstName: filled(person.firstName) ?? '',
      lastName: filled(person.lastName) ?? '',
      phone: filled(person.phoneNumber) ?? '',
      email: filled(person.email) ?? '',
    }));
  }

  private read<T>(
    path: string,
    value: string | number | null | undefined,
    translator: Translator<T>,
  ): T | undefined {
    const text = filled(value);
    return text === undefined ? undefined : this.findings.translate({ path }, text, translator);
  }
}

/** A property's text without the blanks around it; undefined when it is null, missing or blank. */
function filled(value: string | number | null | undefined): string | undefined {
  const text = typeof value === 'number' ? String(value) : value?.trim();
  return text === '' ? undefined : (text ?? undefined);
}

function lower(value: string | null | undefined): string | undefined {
  return filled(value)?.toLowerCase();
}
