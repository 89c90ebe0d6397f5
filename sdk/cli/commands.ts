// Every command as data: what it asks of the admin API, with which words, and how its answer is read.
import type { Method, Role } from './api.ts';
import type { Column } from './table.ts';

export interface Option {
  /** Query parameter or body field it becomes. */
  readonly field: string;
  readonly help: string;
  readonly isRequired?: true;
  readonly isMany?: true;
  /** A path in the body: `evidence.at`. */
  readonly kind?: 'text' | 'json' | 'list';
}

export interface Command {
  /** `attention show`. */
  readonly name: string;
  readonly help: string;
  readonly method: Method;
  /** From `/admin/v1` on; `{x}` is the next word of the line. */
  readonly path: string;
  readonly role: Role;
  readonly options: Readonly<Record<string, Option>>;
  /** Sent always. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** Lists show these, and follow the cursor with `--all`. */
  readonly columns?: readonly Column[];
  /** Shown before it is asked whether to go on: what the act touches. */
  readonly touches?: { readonly path: string; readonly columns: readonly Column[] };
}

const text = (field: string, help: string): Option => ({ field, help });
const must = (field: string, help: string): Option => ({ field, help, isRequired: true });
const many = (field: string, help: string): Option => ({ field, help, isMany: true });

const page = {
  limit: text('limit', 'rows a page, 1 to 100'),
  from: text('from', 'created at or after'),
  to: text('to', 'created before'),
  env: text('env', 'live or test; default: that of the stage'),
};
const env = { env: page.env };
const reason = { reason: must('reason', 'why; goes on record') };

const money = (title: string, path: string): Column => ({ title, path, currency: 'currency' });

const attention: readonly Column[] = [
  { title: 'ITEM', path: 'attentionId' },
  { title: 'SEV', path: 'severity' },
  { title: 'KIND', path: 'kind' },
  { title: 'STATUS', path: 'status' },
  money('AT RISK', 'moneyAtRisk'),
  { title: 'MERCHANT', path: 'merchantId' },
  { title: 'OBJECT', path: 'objectId' },
  { title: 'DUE', path: 'dueAt' },
];

const payments: readonly Column[] = [
  { title: 'PAYMENT', path: 'paymentId' },
  { title: 'STATUS', path: 'status' },
  money('AMOUNT', 'amount'),
  money('REFUNDED', 'refundedAmount'),
  { title: 'MERCHANT', path: 'merchantId' },
  { title: 'ORDER', path: 'orderId' },
  { title: 'CREATED', path: 'createdAt' },
];

const doubts: readonly Column[] = [
  { title: 'PAYMENT', path: 'paymentId' },
  money('AMOUNT', 'amount'),
  { title: 'MERCHANT', path: 'merchantId' },
  { title: 'OPERATION', path: 'inDoubt.operation' },
  { title: 'SINCE', path: 'inDoubt.since' },
  { title: 'NEXT READ', path: 'inDoubt.nextCheckAt' },
];

const sagas: readonly Column[] = [
  { title: 'SAGA', path: 'sagaId' },
  { title: 'STATUS', path: 'status' },
  { title: 'STEP', path: 'step' },
  { title: 'RUN', path: 'runNo' },
  { title: 'ORDER', path: 'orderId' },
  { title: 'APPROVED', path: 'approvedAt' },
];

const merchants: readonly Column[] = [
  { title: 'MERCHANT', path: 'merchantId' },
  { title: 'NAME', path: 'name' },
  { title: 'STATUS', path: 'status' },
  { title: 'SERVICES', path: 'services' },
  { title: 'CREATED', path: 'createdAt' },
];

const keys: readonly Column[] = [
  { title: 'KEY', path: 'keyId' },
  { title: 'ENV', path: 'environment' },
  { title: 'STATE', path: 'state' },
  { title: 'LABEL', path: 'label' },
  { title: 'EXPIRES', path: 'expiresAt' },
  { title: 'CREATED', path: 'createdAt' },
];

const policies: readonly Column[] = [
  { title: 'SERVICE', path: 'serviceId' },
  { title: 'VERSION', path: 'version' },
  { title: 'PROVIDER', path: 'provider' },
  { title: 'FULFILMENT', path: 'fulfilment' },
  { title: 'HASH', path: 'hash' },
];

const proof = {
  'transaction-key': text('evidence.transactionKey', 'the PG’s transaction key'),
  'pg-at': text('evidence.at', 'when the PG says it happened'),
  code: text('evidence.code', 'the PG’s code'),
  'approval-number': text('evidence.approvalNumber', 'the PG’s approval number'),
  note: text('evidence.note', 'what else you saw'),
};

const read = { method: 'GET', role: 'viewer' } as const;
const act = { method: 'POST', role: 'operator' } as const;
const item = { path: '/attention/{attentionId}', columns: attention };
const saga = { path: '/sagas/{sagaId}', columns: sagas };
const payment = { path: '/payments/{paymentId}', columns: payments };
const merchant = { path: '/merchants/{merchantId}', columns: merchants };

export const commands: readonly Command[] = [
  { ...read, name: 'attention list', help: 'the manual queue', path: '/attention', columns: attention,
    options: { ...page, merchant: text('merchantId', 'of one merchant'), kind: many('kind', 'CANCEL_REFUSED, …'), status: many('status', 'OPEN, ACKNOWLEDGED, PROPOSED, RESOLVED') } },
  { ...read, name: 'attention show', help: 'one item with its evidence', path: item.path, options: env },
  { ...act, name: 'attention ack', help: 'take an item in hand; withdraws a proposal', path: `${item.path}/ack`, touches: item, options: { ...env, ...reason } },
  { ...act, name: 'attention resolve', help: 'act on an item, or propose what a second person approves', path: `${item.path}/resolve`, touches: item,
    options: { ...env, ...reason, action: must('action', 'READ_AGAIN, RETRY, REFUND; proposed: ADOPT_SUCCESS, ADOPT_FAILURE, MANUAL_REFUND_DONE, CLOSE'), from: text('from', 'RETRY: the step to go on from'), ...proof } },
  { ...act, role: 'approver', name: 'attention approve', help: 'the second person’s word', path: `${item.path}/approve`, touches: item,
    options: { ...env, ...reason, action: must('action', 'what was proposed') } },
  { ...read, name: 'in-doubt list', help: 'payments whose outcome is not known', path: '/payments', fixed: { status: 'IN_DOUBT' }, columns: doubts,
    options: { ...page, merchant: text('merchantId', 'of one merchant') } },
  { ...read, name: 'in-doubt show', help: 'one payment, with every call of the PG', path: payment.path, options: env },
  { ...read, name: 'payments list', help: 'search payments', path: '/payments', columns: payments,
    options: { ...page, merchant: text('merchantId', 'of one merchant'), order: text('orderId', 'of an order'), user: text('userId', 'of a user'), status: many('status', 'READY, APPROVED, …'), 'payment-key': text('paymentKey', 'the PG’s payment key'), 'pg-tx': text('pgTxId', 'the PG’s transaction'), 'merchant-order': text('merchantOrderId', 'the merchant’s own number') } },
  { ...read, name: 'payments show', help: 'one payment, with every call of the PG', path: payment.path, options: { ...env, refresh: text('refresh', 'true: read the PG first') } },
  { ...read, name: 'payments timeline', help: 'the story of one payment', path: `${payment.path}/timeline`, options: env,
    columns: [{ title: 'AT', path: 'at' }, { title: 'KIND', path: 'kind' }, { title: 'NAME', path: 'name' }, { title: 'DETAIL', path: 'detail' }] },
  { ...act, name: 'payments refund', help: 'refund a payment, wholly or in part', path: `${payment.path}/refunds`, touches: payment,
    options: { ...env, ...reason, amount: text('amount', 'minor units; default: all that is left'), 'refund-id': text('refundId', 'your own id of the refund'), expected: text('expectedRefundable', 'refuse unless this much is left') } },
  { ...read, name: 'sagas list', help: 'sagas by merchant, order or status', path: '/sagas', columns: sagas,
    options: { ...page, merchant: text('merchantId', 'of one merchant'), order: text('orderId', 'of an order'), status: many('status', 'RUNNING, COMPENSATING, NEEDS_ATTENTION, …') } },
  { ...read, name: 'sagas show', help: 'one saga with its steps', path: saga.path, options: env },
  { ...act, name: 'sagas resume', help: 'the next run of a saga that a person has', path: `${saga.path}/resume`, touches: saga,
    options: { ...env, ...reason, from: text('from', 'the step to go on from') } },
  { ...read, name: 'merchants list', help: 'every merchant', path: '/merchants', columns: merchants, options: page },
  { ...read, name: 'merchants show', help: 'one merchant', path: merchant.path, options: env },
  { ...act, name: 'merchants create', help: 'a new merchant', path: '/merchants',
    options: { ...env, ...reason, id: must('merchantId', '1 to 32 characters'), name: must('name', 'what people call it'), services: { field: 'services', help: 'service ids, comma between', kind: 'list' }, providers: { field: 'providers', help: 'JSON: {"test":{"toss":{"clientKey":"…"}}}', kind: 'json' } } },
  { ...act, method: 'PATCH', name: 'merchants change', help: 'name, services, PG keys, ACTIVE or SUSPENDED', path: merchant.path, touches: merchant,
    options: { ...env, ...reason, name: text('name', 'what people call it'), status: text('status', 'ACTIVE or SUSPENDED'), services: { field: 'services', help: 'service ids, comma between', kind: 'list' }, providers: { field: 'providers', help: 'JSON, by environment', kind: 'json' } } },
  { ...read, name: 'keys list', help: 'API keys of a merchant', path: `${merchant.path}/api-keys`, columns: keys, options: env },
  { ...act, name: 'keys create', help: 'a new key; its secret is shown once', path: `${merchant.path}/api-keys`, touches: merchant,
    options: { ...reason, environment: must('environment', 'live or test'), scopes: { field: 'scopes', help: 'scopes, comma between', kind: 'list', isRequired: true }, label: text('label', 'what it is for') } },
  { ...act, name: 'keys retire', help: 'let a key work for its last days', path: `${merchant.path}/api-keys/{keyId}/retire`, touches: merchant,
    options: { ...reason, expires: text('expiresAt', 'until when; default in seven days') } },
  { ...act, name: 'keys revoke', help: 'end a key within 60 s', path: `${merchant.path}/api-keys/{keyId}/revoke`, touches: merchant, options: reason },
  { ...read, name: 'policies list', help: 'the billing policies this stage runs with', path: '/policies', columns: policies, options: env },
  { ...read, name: 'policies show', help: 'one policy and its hash', path: '/policies/{serviceId}', options: { ...env, version: text('version', 'refuse unless it is this one') } },
];
