// Rules over several fields of what operators send: what a search must name, what an act must show.
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { resolveAttentionContract } from '#core/contracts/http/act-on-attention.ts';
import { changeMerchantContract } from '#core/contracts/http/desk-merchants.ts';
import { searchPaymentsContract } from '#core/contracts/http/desk-payments.ts';
import { listSagasContract } from '#core/contracts/http/desk-sagas.ts';
import { validate } from '#core/contracts/http/validate.ts';

/** The faults as `field code`; empty when there is none. */
const faultsOf = (schema: z.ZodMiniType, value: object): readonly string[] => {
  const result = validate(schema, value);
  return result.ok ? [] : result.error.map(({ field, code }) => `${field} ${code}`);
};

const because = { reason: 'seen at the PG' };
const evidence = { transactionKey: 'tx-1', at: '2026-03-02T04:00:00.000Z' };
const orderId = 'ord_01KJPBG54TFCY9TKJZC1RR54X4';

describe('what resolves an item', () => {
  const faults = (fields: object) =>
    faultsOf(resolveAttentionContract.body, { ...because, ...fields });

  it.each(['ADOPT_SUCCESS', 'ADOPT_FAILURE', 'MANUAL_REFUND_DONE'])('%s shows proof', (action) => {
    expect(faults({ action, evidence })).toEqual([]);
    expect(faults({ action })).toEqual(['evidence required']);
    expect(faults({ action, evidence, from: 'CancelPayment' })).toEqual(['from unknown']);
  });

  it('RETRY takes a step and no proof', () => {
    expect(faults({ action: 'RETRY' })).toEqual([]);
    expect(faults({ action: 'RETRY', from: 'CancelPayment' })).toEqual([]);
    expect(faults({ action: 'RETRY', evidence })).toEqual(['evidence unknown']);
  });
});

describe('a search of operators', () => {
  it.each([
    ['a merchant', { merchantId: 'M1' }],
    ['an order', { orderId }],
    ['a key at the PG', { paymentKey: 'key-1' }],
    ['doubts alone', { status: ['IN_DOUBT'] }],
  ])('finds payments by %s', (_what, asked) => {
    expect(faultsOf(searchPaymentsContract.query, asked)).toEqual([]);
  });

  it.each([
    ['nothing', {}],
    ['a user', { userId: 'user-1' }],
    ['doubts and more', { status: ['IN_DOUBT', 'APPROVED'] }],
  ])('finds no payments by %s', (_what, asked) => {
    expect(faultsOf(searchPaymentsContract.query, asked)).toEqual(['merchantId required']);
  });

  it.each([
    ['a merchant', { merchantId: 'M1' }],
    ['an order', { orderId }],
    ['open work', { status: ['RUNNING', 'COMPENSATING', 'NEEDS_ATTENTION'] }],
  ])('finds sagas by %s', (_what, asked) => {
    expect(faultsOf(listSagasContract.query, asked)).toEqual([]);
  });

  it.each([
    ['nothing', {}],
    ['work that has ended', { status: ['RUNNING', 'COMPLETED'] }],
  ])('finds no sagas by %s', (_what, asked) => {
    expect(faultsOf(listSagasContract.query, asked)).toEqual(['merchantId required']);
  });
});

describe('a change of a merchant', () => {
  it('changes something', () => {
    expect(faultsOf(changeMerchantContract.body, { ...because, name: 'Cup shop' })).toEqual([]);
    expect(faultsOf(changeMerchantContract.body, { ...because, status: 'ACTIVE' })).toEqual([]);
    expect(faultsOf(changeMerchantContract.body, because)).toEqual(['name required']);
  });
});
