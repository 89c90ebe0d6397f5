import { describe, expect, it } from 'vitest';
import { hasCardNumber, isCardName, withoutCardNumber } from '#core/contracts/http/card-data.ts';

describe('hasCardNumber', () => {
  it.each([
    ['Visa', '4111111111111111'],
    ['Visa in groups', '4111 1111 1111 1111'],
    ['Visa with hyphens', 'card 4111-1111-1111-1111 please'],
    ['Visa with dots', '4111.1111.1111.1111'],
    ['Visa of 19 digits', '4000000000000000006'],
    ['Mastercard', '5555555555554444'],
    ['Mastercard of the 2 series', '2223003122003222'],
    ['American Express', '378282246310005'],
    ['Diners Club, 14 digits', '30569309025904'],
    ['Discover', '6011111111111117'],
    ['JCB', '3530111333300000'],
    ['UnionPay', '6200000000000005'],
    ['Visa in odd groups', '41 11 1111 1 1111 111'],
    ['full-width digits', '４１１１１１１１１１１１１１１１'],
    ['digits before and behind', 'no. 12 4111 1111 1111 1111 34'],
  ])('finds %s', (_name, text) => {
    expect(hasCardNumber(text)).toBe(true);
  });

  it.each([
    ['a time in milliseconds', '1772424306789'],
    ['a time as digits', '20260302040506'],
    ['a wrong check digit', '4111111111111112'],
    ['no issuer prefix', '1111111111111117'],
    ['more than 19 digits', '41111111111111111111111'],
    ['too few digits', '4111111111111'],
    ['words', 'four ones and more'],
    ['a phone number', '010-1234-5678'],
    ['digits in words', 'a4b111c11111d1111e1111'],
  ])('lets %s pass', (_name, text) => {
    expect(hasCardNumber(text)).toBe(false);
  });
});

describe('isCardName', () => {
  it('knows the names of card fields in any spelling', () => {
    expect(['cardNumber', 'card_number', 'PAN', 'cvc', 'CVV2'].every(isCardName)).toBe(true);
    expect(['panel', 'card', 'number', 'discard'].some(isCardName)).toBe(false);
  });
});

describe('withoutCardNumber', () => {
  it('masks digits only where they look like a card number', () => {
    expect(withoutCardNumber('metadata.4111111111111111')).toBe('metadata.****************');
    expect(withoutCardNumber('lineItems[0].quantity')).toBe('lineItems[0].quantity');
  });
});
