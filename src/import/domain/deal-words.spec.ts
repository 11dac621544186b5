import { describe, expect, test } from '@jest/globals';
import {
  analyticsStatus,
  answerOf,
  dealType,
  direction,
  microsoftReferralStatus,
  registrationState,
  salesStage,
  statusOfPair,
  statusReason,
} from './deal-words.js';
import type { Translator } from './findings.js';
import { yesOrNo } from './words.js';

function refusalOf(translator: Translator<unknown>, text: string): string {
  const said: string[] = [];
  expect(translator(text, (message, remedy) => void said.push(`${message} ${remedy ?? ''}`))).toBeUndefined();
  return said.join(' ');
}

function accept<T>(translator: Translator<T>, text: string): T | undefined {
  return translator(text, (message) => {
    throw new Error(message);
  });
}

describe('the status of a referral', () => {
  function pair(status: string, substatus: string, mayAskForCreation = false) {
    const said: string[] = [];
    const value = statusOfPair(
      { status, substatus, mayAskForCreation },
      (message, remedy) => void said.push(`status: ${message} ${remedy ?? ''}`),
      (message, remedy) => void said.push(`substatus: ${message} ${remedy ?? ''}`),
    );
    return value ?? said.join(' ');
  }

  test.each([
    ['New', 'Pending', 'received'],
    ['New', 'Received', 'received'],
    ['Active', 'Accepted', 'active'],
    ['Closed', 'Won', 'won'],
    ['Closed', 'Lost', 'lost'],
    ['Closed', 'Declined', 'declined'],
    ['closed', 'EXPIRED', 'expired'],
  ])('%s and %s together mean %s', (status, substatus, meaning) => {
    expect(pair(status, substatus)).toBe(meaning);
  });

  test.each([
    ['Active', 'Pending'],
    ['Closed', 'Accepted'],
    ['New', 'Won'],
    ['New', 'Accepted'],
  ])('%s and %s do not go together', (status, substatus) => {
    expect(pair(status, substatus)).toContain(`substatus: The status ${status} cannot have the substatus`);
  });

  test('New and Accepted is how the bulk file asks for a deal, which then is active', () => {
    expect(pair('New', 'Accepted', true)).toBe('active');
  });

  test('a deal closed as an error is refused in words of its own', () => {
    expect(pair('Closed', 'Error')).toContain('closed this deal as an error');
  });

  test('unknown words are refused each at its own place, with the nearest known one', () => {
    expect(pair('Actve', 'Wonn')).toMatch(/status: .*“Active”.*substatus: .*“Won”/u);
  });

  test('of another party it is an answer to the invitation', () => {
    expect(answerOf('received')).toBe('pending');
    expect(answerOf('active')).toBe('accepted');
    expect(answerOf('declined')).toBe('declined');
  });
});

describe('words of the files', () => {
  test.each([
    [dealType, 'Co-sell', 'co-sell'],
    [dealType, 'partner led', 'partner-led'],
    [dealType, 'P2P', 'partner-to-partner'],
    [direction, 'Incoming', 'inbound'],
    [direction, 'Outgoing', 'outbound'],
    [analyticsStatus, 'Created', 'active'],
    [analyticsStatus, 'Received', 'received'],
    [microsoftReferralStatus, 'Pending', 'pending'],
    [microsoftReferralStatus, 'Accepted', 'accepted'],
    [registrationState, 'ReviewPending', 'review-pending'],
    [registrationState, 'None', 'none'],
    [registrationState, 'Update required', 'update-required'],
  ])('are taken however they are cut: %# %s', (translator: Translator<string>, word, meaning) => {
    expect(accept(translator, word)).toBe(meaning);
  });

  test('an unknown one is refused with all that are known, each once', () => {
    const said = refusalOf(dealType, 'Joint venture');
    expect(said).toContain('not a deal type');
    expect(said.match(/co-sell/giu)).toHaveLength(1);
  });

  test.each([
    ['Yes', true],
    ['是', true],
    ['Да', true],
    ['ja', true],
    ['No', false],
    ['否', false],
    ['нет', false],
    ['Inga', false],
  ])('%s means %s', (word, meaning) => {
    expect(accept(yesOrNo, word)).toBe(meaning);
  });

  test('what is neither yes nor no is not taken for no', () => {
    expect(refusalOf(yesOrNo, 'maybe')).toContain('neither yes nor no');
  });
});

describe('the sales stage', () => {
  test.each([
    ['40', 40],
    ['40%', 40],
    ['100.0', 100],
    ['Qualify', 20],
    ['Develop', 40],
    ['Propose', 60],
    ['Close', 80],
    ['Negotiated', 80],
    ['Collect data', 40],
    ['Created', 10],
    ['Won', 100],
  ])('%s is %i percent', (text, percent) => {
    expect(accept(salesStage, text)).toBe(percent);
  });

  test.each(['30', '0', 'Lost', '4O'])('%s is none', (text) => {
    expect(refusalOf(salesStage, text)).toContain('10, 20, 40, 60, 80, 100');
  });
});

describe('the reason for declining or losing a deal', () => {
  test('given as a number is the text of the screen, as the API gives it', () => {
    expect(accept(statusReason, '1')).toBe('Project budget is not adequate');
    expect(accept(statusReason, '8')).toBe('Others');
  });

  test('given as text is kept', () => {
    expect(accept(statusReason, 'Price, mostly')).toBe('Price, mostly');
  });

  test.each(['0', '9'])('%s stands for none', (text) => {
    expect(refusalOf(statusReason, text)).toContain('stands for no reason');
  });
});
