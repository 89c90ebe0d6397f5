// A card that a buyer has registered, and the key that is handed out for it once.
import { tossTime } from './clock.ts';
import type { Payload } from './payment-shape.ts';
import type { Switches } from './switches.ts';

/** A buyer's consent on its way to the shop. OPEN: in the window; READY: may be exchanged, once. */
export interface BillingAuth {
  readonly authKey: string;
  readonly mId: string;
  readonly customerKey: string;
  readonly successUrl: string | null;
  readonly failUrl: string | null;
  readonly status: 'OPEN' | 'READY' | 'USED' | 'FAILED';
}

export interface BillingRecord {
  readonly billingKey: string;
  readonly mId: string;
  readonly customerKey: string;
  readonly authenticatedAt: number;
  /** A removed key is remembered: it must answer otherwise than one that never was. */
  readonly removedAt: number | null;
}

const customerKeyForm = /^[A-Za-z0-9\-_=.@]{2,300}$/;

export const isCustomerKey = (value: unknown): value is string =>
  typeof value === 'string' && customerKeyForm.test(value);

/** The Billing object. Version 2024-06-01 took `cardCompany` and `cardNumber` away. */
export const billingShape = (billing: BillingRecord, version: Switches['version']): Payload => {
  const card = {
    issuerCode: '61',
    acquirerCode: '31',
    number: '43301234****123*',
    cardType: '신용',
    ownerType: '개인',
  };
  return {
    mId: billing.mId,
    customerKey: billing.customerKey,
    authenticatedAt: tossTime(billing.authenticatedAt),
    method: '카드',
    billingKey: billing.billingKey,
    ...(version === '2022-11-16' && { cardCompany: '현대', cardNumber: card.number }),
    card,
    transfers: null,
  };
};
