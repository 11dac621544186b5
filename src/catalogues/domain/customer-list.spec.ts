import { describe, expect, it } from '@jest/globals';
import { type CataloguedCustomer, CustomerList } from './customer-list.js';

const numbered: CataloguedCustomer = {
  customerKey: 'duns:81466849',
  dunsKey: '81466849',
  nameKey: 'contoso',
  country: 'US',
  managed: true,
};
const named: CataloguedCustomer = {
  customerKey: 'name:contoso|US',
  dunsKey: null,
  nameKey: 'contoso',
  country: 'US',
  managed: false,
};
const ask = (list: CustomerList, customerDuns: string | null, customerCountry: string | null = 'US') =>
  list.isManaged({ customerDuns, customerName: ' CONTOSO ', customerCountry });

describe('the customer of a deal', () => {
  it('is found by its number, with or without leading zeros', () => {
    const list = new CustomerList([numbered, named]);
    expect([ask(list, '081466849'), ask(list, '81466849')]).toEqual([true, true]);
  });

  it('is found by name and country where one side has no number', () => {
    expect(ask(new CustomerList([named]), '999')).toBe(false);
    expect(ask(new CustomerList([numbered]), null)).toBe(true);
    // Both have a number, and it is another customer of the same name.
    expect(ask(new CustomerList([numbered]), '999')).toBeNull();
    expect(ask(new CustomerList([named]), null, 'SE')).toBeNull();
    expect(ask(new CustomerList([named]), null, null)).toBeNull();
  });

  it('is not known to be managed where customers of the name differ or say nothing', () => {
    expect(ask(new CustomerList([numbered, named]), null)).toBeNull();
    expect(ask(new CustomerList([{ ...named, managed: null }]), null)).toBeNull();
    expect(ask(new CustomerList([numbered, { ...named, managed: null }]), null)).toBe(true);
  });

  it('counts once when it is found twice', () => {
    expect(ask(new CustomerList([named, named]), null)).toBe(false);
  });
});
