// Programs written by hand, for what chance reaches too seldom: each fault by a rule, each amount that
// declines, and each refusal of a cancel.

import type { LiarRequest } from '#local/pg-simulator/wire.ts';
import { get, otherSecretKey, post } from '#test/contract/pg-simulator/doors.ts';
import { controlPath, faultNames, type PgCommand } from './pg-program.ts';

const control = (name: string, path: string, body: unknown = {}): PgCommand => ({
  name,
  request: { method: 'POST', path: `${controlPath}${path}`, body: JSON.stringify(body) },
});

const named = (name: string, request: LiarRequest): PgCommand => ({ name, request });

type Wanted = Readonly<Record<string, unknown>> & { readonly amount: number };

const opening = (wanted: Wanted): readonly PgCommand[] => [
  control('open', 'payments', { orderId: 'order-1', ...wanted }),
  control('authenticate', 'payments/{key0}/authenticate'),
];

const confirmOf = (amount: number, key?: string): PgCommand =>
  named(
    'confirm',
    post(
      '/v1/payments/confirm',
      { paymentKey: '{key0}', orderId: 'order-1', amount },
      key === undefined ? {} : { key },
    ),
  );

const sale = (wanted: Wanted): readonly PgCommand[] => [
  ...opening(wanted),
  confirmOf(wanted.amount),
];

const cancelOf = (body: object = {}): PgCommand =>
  named('cancel', post('/v1/payments/{key0}/cancel', { cancelReason: 'changed mind', ...body }));

const read = named('read', get('/v1/payments/{key0}'));
const clock = (advanceMs: number): PgCommand => control('move the clock', 'clock', { advanceMs });

/** On the confirm, or on whatever else the fault can strike; then everything once more. */
const underFault = (fault: string): readonly PgCommand[] => [
  ...opening({ amount: 10_000 }),
  control('add a rule', 'rules', { fault, args: { n: 2, holdMs: 5, delayMs: 5 } }),
  confirmOf(10_000, 'key-1'),
  confirmOf(10_000, 'key-1'),
  confirmOf(10_000, 'key-1'),
  read,
  read,
  cancelOf({ cancelAmount: 4_000 }),
  clock(2_000),
  cancelOf(),
  read,
];

const dayMs = 24 * 3_600_000;

const refusals: readonly (readonly PgCommand[])[] = [
  [...sale({ amount: 10_000 }), cancelOf(), clock(2_000), cancelOf()],
  [
    ...sale({ amount: 10_000 }),
    cancelOf({ cancelAmount: 20_000 }),
    cancelOf({ cancelAmount: 4_000, refundableAmount: 9_000 }),
    cancelOf({ cancelAmount: 4_000 }),
    cancelOf({ cancelAmount: 4_000 }),
  ],
  [
    ...sale({ amount: 10_000, taxExemptionAmount: 10 }),
    cancelOf({ cancelAmount: 4_000 }),
    confirmOf(10_000),
  ],
  [...sale({ amount: 10_000, method: 'MOBILE_PHONE' }), clock(40 * dayMs), cancelOf()],
  [...sale({ amount: 20_000_000, method: 'TRANSFER' }), confirmOf(20_000)],
  [...sale({ amount: 99 }), cancelOf()],
  [
    ...opening({ amount: 10_000 }),
    named(
      'confirm',
      post(
        '/v1/payments/confirm',
        { paymentKey: '{key0}', orderId: 'order-1', amount: 10_000 },
        { secret: otherSecretKey },
      ),
    ),
    control('fail', 'payments/{key0}/fail', { code: 'PAY_PROCESS_CANCELED' }),
    control('fail', 'payments/{key0}/fail'),
    control('expire', 'payments/{key0}/expire'),
  ],
  [...opening({ amount: 10_000 }), control('expire', 'payments/{key0}/expire'), confirmOf(10_000)],
];

/** Says too much, or something else: no code of the catalogue, a key too long, another order. */
const odd: readonly PgCommand[] = [
  ...opening({ amount: 10_000 }),
  ...[
    { headers: { 'tosspayments-test-code': 'NO_SUCH' } },
    { key: 'k'.repeat(301) },
    { headers: { authorization: 'Bearer x' } },
  ].map((options) => named('confirm', post('/v1/payments/confirm', {}, options))),
  named(
    'confirm',
    post('/v1/payments/confirm', { paymentKey: '{key0}', orderId: 'order-2', amount: 10_000 }),
  ),
];

const declines = Array.from({ length: 10 }, (_, at) => sale({ amount: 991_001 + at }));

export const pgEdgePrograms: readonly (readonly PgCommand[])[] = [
  ...faultNames.map(underFault),
  ...declines,
  ...refusals,
  odd,
];

/** Codes that must have been answered somewhere. */
export const refusalCodes: readonly string[] = [
  ...['UNAUTHORIZED_KEY', 'INCORRECT_BASIC_AUTH_FORMAT', 'INVALID_API_KEY', 'LIAR_CONTROL'],
  ...['NOT_FOUND_HTTP_METHOD', 'NOT_FOUND_PAYMENT', 'NOT_FOUND_PAYMENT_SESSION'],
  ...['INVALID_IDEMPOTENCY_KEY', 'IDEMPOTENT_REQUEST_PROCESSING', 'INVALID_TEST_CODE'],
  ...['INVALID_REQUEST', 'FORBIDDEN_REQUEST', 'ALREADY_PROCESSED_PAYMENT'],
  ...['BELOW_MINIMUM_AMOUNT', 'EXCEEDS_TRANSFER_AMOUNT_MAXIMUM', 'NOT_CANCELABLE_PAYMENT'],
  ...['ALREADY_CANCELED_PAYMENT', 'EXCEED_MAX_REFUND_DUE', 'NOT_MATCHES_REFUNDABLE_AMOUNT'],
  ...['NOT_CANCELABLE_AMOUNT', 'NOT_ALLOWED_PARTIAL_REFUND', 'FORBIDDEN_CONSECUTIVE_REQUEST'],
  ...['PROVIDER_ERROR', 'TOO_MANY_REQUESTS', 'FAILED_INTERNAL_SYSTEM_PROCESSING'],
  ...['REJECT_CARD_PAYMENT', 'REJECT_CARD_COMPANY', 'INVALID_CARD_LOST_OR_STOLEN'],
  ...['EXCEED_MAX_DAILY_PAYMENT_COUNT', 'NOT_AVAILABLE_BANK', 'FDS_ERROR'],
  ...['INVALID_STOPPED_CARD', 'INVALID_PASSWORD', 'NOT_AVAILABLE_PAYMENT'],
];
