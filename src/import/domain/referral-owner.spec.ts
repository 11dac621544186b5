import { describe, expect, test } from '@jest/globals';
import { isLead, ownerOf, type ReferralParties } from './referral-owner.js';

const OURS = '7d23e5ca';
const THEIRS = '3f0c6d52';
const deal: ReferralParties = {
  organisation: OURS,
  invitedBy: OURS,
  direction: 'outgoing',
  type: 'shared',
  qualification: 'salesqualified',
};

describe('whose referral it is', () => {
  test('is Microsoft’s own by its organisation, whatever else is said', () => {
    expect(ownerOf({ ...deal, organisation: 'msft' }, [])).toBe('microsoft');
    expect(ownerOf({ ...deal, organisation: 'msft' }, ['msft'])).toBe('microsoft');
  });

  test('is told by our organisations where they are configured', () => {
    expect(ownerOf({ ...deal, organisation: THEIRS, invitedBy: THEIRS }, [OURS.toUpperCase()])).toBe(
      'partner',
    );
    expect(ownerOf({ ...deal, invitedBy: THEIRS }, [OURS.toUpperCase()])).toBe('own');
  });

  test('is told by who invited whom otherwise', () => {
    expect(ownerOf(deal, [])).toBe('own');
    expect(ownerOf({ ...deal, organisation: THEIRS }, [])).toBe('partner');
    expect(ownerOf({ ...deal, invitedBy: 'msft' }, [])).toBe('own');
    expect(ownerOf({ ...deal, invitedBy: undefined }, [])).toBe('own');
  });

  test('is ours where another partner’s deal came in to us', () => {
    expect(ownerOf({ ...deal, invitedBy: THEIRS, direction: 'incoming' }, [])).toBe('own');
  });
});

describe('a lead', () => {
  test('is independent, and sent by the customer or passed on by Microsoft', () => {
    expect(isLead({ ...deal, type: 'independent', qualification: 'direct' })).toBe(true);
    expect(
      isLead({ ...deal, type: 'independent', qualification: 'marketingqualified', invitedBy: 'msft' }),
    ).toBe(true);
  });

  test('is no deal of our own making, nor one shared with us', () => {
    expect(isLead({ ...deal, type: 'independent' })).toBe(false);
    expect(isLead({ ...deal, type: 'independent', qualification: 'none', invitedBy: 'msft' })).toBe(false);
    expect(isLead({ ...deal, qualification: 'direct' })).toBe(false);
  });
});
