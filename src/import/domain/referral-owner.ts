/** The literal id of Microsoft among organisations. */
const MICROSOFT = 'msft';

/** What tells whose referral it is and whether it is a lead; all in lower case, undefined when not told. */
export interface ReferralParties {
  readonly organisation: string | undefined;
  readonly invitedBy: string | undefined;
  readonly direction: string | undefined;
  readonly type: string | undefined;
  readonly qualification: string | undefined;
}

/**
 * Whether a referral is a lead and no co-sell opportunity: an independent one that the customer itself sent, or
 * that Microsoft's marketing or sales passed on (referral API notes, section 4).
 */
export function isLead({ type, qualification, invitedBy }: ReferralParties): boolean {
  if (type !== 'independent') return false;
  if (qualification === 'direct') return true;
  return (
    (qualification === 'salesqualified' || qualification === 'marketingqualified') && invitedBy === MICROSOFT
  );
}

/**
 * Whose referral it is. Where our own organisations are not configured, a referral counts as an invited partner's
 * when someone other than its owner and Microsoft sent the invitation, unless it came in to us that way.
 */
export function ownerOf(
  { organisation, invitedBy, direction }: ReferralParties,
  ownOrganisations: readonly string[],
): 'own' | 'microsoft' | 'partner' {
  if (organisation === MICROSOFT) return 'microsoft';
  if (organisation === undefined) return 'own';
  if (ownOrganisations.length > 0) {
    return ownOrganisations.some((own) => own.toLowerCase() === organisation) ? 'own' : 'partner';
  }
  const invitedByAnother = invitedBy !== undefined && invitedBy !== organisation && invitedBy !== MICROSOFT;
  return invitedByAnother && direction !== 'incoming' ? 'partner' : 'own';
}
