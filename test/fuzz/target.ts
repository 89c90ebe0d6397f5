// Who is fuzzed, and what of it can be named.
import type { Credentials } from '#test/support/world/client.ts';

/** An order whose buyer has been to the PG's window: what a confirm says of it. */
export interface OpenSale {
  readonly orderId: string;
  readonly paymentKey: string;
  readonly amount: number;
}

/** No route of ours: a GET makes an order that is about to be paid. */
export const salePath = '/__sale';

/** As IAM knows an operator. */
export interface OperatorKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
}

/** What is there to be named, by the dictionaries of schemathesis.toml. */
export const dictionaryNames = [
  'orderId',
  'paymentId',
  'paid',
  'reserved',
  'refundId',
  'sagaId',
  'attentionId',
  'auditId',
  'serviceRequestId',
  'merchantId',
  'otherMerchant',
  'keyOwner',
  'otherKey',
  'serviceId',
  'endpointId',
  'breaker',
  'usedKey',
  'usedMethod',
  'usedRoute',
] as const;

export type Names = Readonly<Record<(typeof dictionaryNames)[number], readonly string[]>>;

export interface Target {
  /** Of both APIs; at `salePath` a buyer has just been to the PG's window. */
  readonly url: string;
  readonly key: Credentials;
  readonly operator: OperatorKey;
  readonly names: Names;
  /** What time it is there. */
  readonly now: Date;
  /** IAM is there, or something in its place: an emulator lets everybody in. */
  readonly guardsOperators: boolean;
  close(): Promise<void>;
}
