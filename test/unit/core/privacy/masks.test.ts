import { describe, expect, it } from 'vitest';
import { maskedAccount, maskedEmail, maskedName, maskedPhone } from '#core/privacy/masks.ts';

describe('maskedName', () => {
  it.each([
    ['홍길동', '홍*동'],
    ['남궁보라', '남**라'],
    ['김훈', '김*'],
    ['J', '*'],
    ['Jane Doe', 'J******e'],
    ['𠮷野家', '𠮷*家'],
  ])('shows %s as %s', (name, shown) => {
    expect(maskedName(name)).toBe(shown);
  });
});

describe('maskedEmail', () => {
  it.each([
    ['kim@example.com', 'k***@example.com'],
    ['k@example.com', 'k***@example.com'],
    ['a@b@example.com', 'a***@example.com'],
  ])('shows %s as %s', (email, shown) => {
    expect(maskedEmail(email)).toBe(shown);
  });
});

describe('maskedPhone', () => {
  it.each([
    ['01012345678', '010****5678'],
    ['0212345678', '021***5678'],
    ['021234567', '*****4567'],
    ['15881234', '****1234'],
    ['821012345678901', '821********8901'],
  ])('shows %s as %s', (phone, shown) => {
    expect(maskedPhone(phone)).toBe(shown);
  });
});

describe('maskedAccount', () => {
  it.each([
    ['11022233344455', '**********4455'],
    ['110-222-333444', '***-***-**3444'],
    ['123', '123'],
  ])('shows %s as %s', (account, shown) => {
    expect(maskedAccount(account)).toBe(shown);
  });
});
