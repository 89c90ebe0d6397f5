// Commands about sales: the manual queue, doubts, payments, sagas.
import * as columns from './columns.ts';
import { act, type Command, env, ofMerchant, option, page, read, reason, repeated, required } from './command.ts';
import { both } from './language.ts';

const item = { path: '/attention/{attentionId}', columns: columns.attention };
const saga = { path: '/sagas/{sagaId}', columns: columns.sagas };
const payment = { path: '/payments/{paymentId}', columns: columns.payments };

const proof = {
  'transaction-key': option('evidence.transactionKey', 'the PG’s transaction key', 'PG의 거래 키'),
  'pg-at': option('evidence.at', 'when the PG says it happened', 'PG가 말하는 발생 시각'),
  code: option('evidence.code', 'the PG’s code', 'PG의 코드'),
  'approval-number': option('evidence.approvalNumber', 'the PG’s approval number', 'PG의 승인 번호'),
  note: option('evidence.note', 'what else you saw', '그 밖에 확인한 내용'),
};

const ofOrder = { order: option('orderId', 'of an order', '한 주문의 것') };
const onePayment = both('one payment, with every call of the PG', '결제 한 건과 PG 호출 내역');

const queue: readonly Command[] = [
  {
    ...read,
    name: 'attention list',
    help: both('the manual queue', '사람이 처리할 목록'),
    path: '/attention',
    columns: columns.attention,
    options: {
      ...page,
      ...ofMerchant,
      kind: repeated('kind', 'CANCEL_REFUSED, …', 'CANCEL_REFUSED, …'),
      status: repeated('status', 'OPEN, ACKNOWLEDGED, PROPOSED, RESOLVED', 'OPEN, ACKNOWLEDGED, PROPOSED, RESOLVED'),
    },
  },
  {
    ...read,
    name: 'attention show',
    help: both('one item with its evidence', '항목 하나와 근거'),
    path: item.path,
    options: env,
  },
  {
    ...act,
    name: 'attention ack',
    help: both('take an item in hand; withdraws a proposal', '항목을 맡습니다. 제안은 철회됩니다'),
    path: `${item.path}/ack`,
    touches: item,
    options: { ...env, ...reason },
  },
  {
    ...act,
    name: 'attention resolve',
    help: both('act on an item, or propose what a second person approves', '항목을 처리하거나, 다른 담당자가 승인할 조치를 제안합니다'),
    path: `${item.path}/resolve`,
    touches: item,
    options: {
      ...env,
      ...reason,
      action: required(
        'action',
        'READ_AGAIN, RETRY, REFUND; proposed: ADOPT_SUCCESS, ADOPT_FAILURE, MANUAL_REFUND_DONE, CLOSE',
        'READ_AGAIN, RETRY, REFUND. 제안: ADOPT_SUCCESS, ADOPT_FAILURE, MANUAL_REFUND_DONE, CLOSE',
      ),
      from: option('from', 'RETRY: the step to go on from', 'RETRY: 다시 시작할 단계'),
      ...proof,
    },
  },
  {
    ...act,
    role: 'approver',
    name: 'attention approve',
    help: both('the second person’s word', '다른 담당자의 승인'),
    path: `${item.path}/approve`,
    touches: item,
    options: { ...env, ...reason, action: required('action', 'what was proposed', '제안된 조치') },
  },
];

const paymentCommands: readonly Command[] = [
  {
    ...read,
    name: 'in-doubt list',
    help: both('payments and refunds whose outcome is not known', '결과를 알 수 없는 결제와 환불'),
    path: '/payments',
    fixed: { status: 'IN_DOUBT' },
    columns: columns.doubts,
    options: { ...page, ...ofMerchant },
  },
  { ...read, name: 'in-doubt show', help: onePayment, path: payment.path, options: env },
  {
    ...read,
    name: 'payments list',
    help: both('search payments', '결제 검색'),
    hint: both(
      'Needs --merchant, --order or --payment-key; without them only --status IN_DOUBT.',
      '--merchant, --order, --payment-key 중 하나가 필요합니다. 없으면 --status IN_DOUBT만 가능합니다.',
    ),
    path: '/payments',
    columns: columns.payments,
    options: {
      ...page,
      ...ofMerchant,
      ...ofOrder,
      user: option('userId', 'of a user', '한 사용자의 것'),
      status: repeated('status', 'READY, APPROVED, …', 'READY, APPROVED, …'),
      'payment-key': option('paymentKey', 'the PG’s payment key', 'PG의 결제 키'),
      'pg-tx': option('pgTxId', 'the PG’s transaction', 'PG의 거래'),
      'merchant-order': option('merchantOrderId', 'the merchant’s own number', '가맹점의 주문 번호'),
    },
  },
  {
    ...read,
    name: 'payments show',
    help: onePayment,
    path: payment.path,
    options: { ...env, refresh: option('refresh', 'true: read the PG first', 'true: PG를 먼저 조회합니다') },
  },
  {
    ...read,
    name: 'payments timeline',
    help: both('the story of one payment', '결제 한 건의 이력'),
    path: `${payment.path}/timeline`,
    columns: columns.timeline,
    options: env,
  },
  {
    ...act,
    name: 'payments refund',
    help: both('refund a payment, wholly or in part', '결제를 전액 또는 일부 환불합니다'),
    path: `${payment.path}/refunds`,
    touches: payment,
    options: {
      ...env,
      ...reason,
      amount: option('amount', 'whole minor units, from 1; default: all that is left', '최소 화폐 단위의 정수, 1 이상, 기본값은 남은 전액'),
      'refund-id': option('refundId', 'your own id of the refund', '직접 정하는 환불 번호'),
      expected: option('expectedRefundable', 'refuse unless this much is left', '남은 금액이 이와 다르면 거절'),
    },
  },
];

const sagaCommands: readonly Command[] = [
  {
    ...read,
    name: 'sagas list',
    help: both('sagas by merchant, order or open status', '가맹점, 주문, 진행 상태로 찾는 사가'),
    hint: both(
      'Needs --merchant or --order; without them only --status RUNNING, COMPENSATING, NEEDS_ATTENTION (one or more).',
      '--merchant나 --order가 필요합니다. 없으면 --status RUNNING, COMPENSATING, NEEDS_ATTENTION만 가능합니다.',
    ),
    path: '/sagas',
    columns: columns.sagas,
    options: {
      ...page,
      ...ofMerchant,
      ...ofOrder,
      status: repeated('status', 'RUNNING, COMPENSATING, NEEDS_ATTENTION, …', 'RUNNING, COMPENSATING, NEEDS_ATTENTION, …'),
    },
  },
  {
    ...read,
    name: 'sagas show',
    help: both('one saga with its steps', '사가 하나와 단계'),
    path: saga.path,
    options: env,
  },
  {
    ...act,
    name: 'sagas resume',
    help: both('the next run of a saga that a person has', '사람이 맡은 사가를 다시 진행합니다'),
    path: `${saga.path}/resume`,
    touches: saga,
    options: { ...env, ...reason, from: option('from', 'the step to go on from', '다시 시작할 단계') },
  },
];

export const saleCommands: readonly Command[] = [...queue, ...paymentCommands, ...sagaCommands];
