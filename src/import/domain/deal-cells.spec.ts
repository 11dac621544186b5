import { describe, expect, test } from '@jest/globals';
import { memberCell, namesById, semicolonList, solutionCell } from './deal-cells.js';

const refuse = (message: string): never => {
  throw new Error(message);
};

describe('a solution of the bulk file', () => {
  test('is its id, whether currency, price and quantity follow or not', () => {
    expect(solutionCell('SOL-1234-PQRS, USD, 10, 100', refuse)).toBe('SOL-1234-PQRS');
    expect(solutionCell('MS-AZURE-0001', refuse)).toBe('MS-AZURE-0001');
  });

  test('must be alone in its cell and have an id', () => {
    expect(() => solutionCell('SOL-1;SOL-2', refuse)).toThrow('more than one solution');
    expect(() => solutionCell(', USD, 10, 100', refuse)).toThrow('no id');
  });
});

describe('a team member of the bulk file', () => {
  test('has first name, last name, phone and mail', () => {
    expect(memberCell('own')('Bob, Partner, 999999, Bob.partner@Contoso.com', refuse)).toEqual({
      party: 'own',
      firstName: 'Bob',
      lastName: 'Partner',
      phone: '999999',
      email: 'Bob.partner@Contoso.com',
    });
  });

  test('may have parts left empty, and commas in the last name', () => {
    expect(memberCell('microsoft')('Sam,,,sam@example.com', refuse)).toMatchObject({
      lastName: '',
      phone: '',
    });
    expect(memberCell('own')('Ann, Lee, Jr., 1, ann@example.com', refuse)).toMatchObject({
      lastName: 'Lee, Jr.',
    });
  });

  test('is refused with less than that', () => {
    expect(() => memberCell('own')('Bob Partner', refuse)).toThrow('has four parts, and this cell has 1');
  });
});

describe('several things in one cell', () => {
  test('are told apart by semicolons, each counted once', () => {
    expect(semicolonList('A; B;;A', refuse)).toEqual(['A', 'B']);
  });

  test('names belong to ids where there are as many of each, and to none otherwise', () => {
    expect(namesById('A;B', 'Alpha; Beta')).toEqual({ A: 'Alpha', B: 'Beta' });
    expect(namesById('A', 'Alpha; with semicolon')).toBeUndefined();
    expect(namesById('A', undefined)).toBeUndefined();
  });
});
