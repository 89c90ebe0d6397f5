// The columns of every list.
import { both } from './language.ts';
import type { Column } from './table.ts';

const column = (path: string, en: string, ko: string): Column => ({ title: both(en, ko), path });

const money = (path: string, en: string, ko: string): Column => ({
  ...column(path, en, ko),
  currency: 'currency',
});

const merchant = column('merchantId', 'MERCHANT', '가맹점');
const order = column('orderId', 'ORDER', '주문');
const status = column('status', 'STATUS', '상태');
const created = column('createdAt', 'CREATED', '생성');
const payment = column('paymentId', 'PAYMENT', '결제');

export const attention: readonly Column[] = [
  column('attentionId', 'ITEM', '항목'),
  column('severity', 'SEV', '등급'),
  column('kind', 'KIND', '종류'),
  status,
  money('moneyAtRisk', 'AT RISK', '위험 금액'),
  merchant,
  column('objectId', 'OBJECT', '대상'),
  column('dueAt', 'DUE', '기한'),
];

export const payments: readonly Column[] = [
  payment,
  status,
  money('amount', 'AMOUNT', '금액'),
  money('refundedAmount', 'REFUNDED', '환불액'),
  merchant,
  order,
  created,
];

export const doubts: readonly Column[] = [
  payment,
  money('amount', 'AMOUNT', '금액'),
  merchant,
  column('inDoubt.operation', 'OPERATION', '작업'),
  column('inDoubt.since', 'SINCE', '시작'),
  column('inDoubt.nextCheckAt', 'NEXT READ', '다음 조회'),
];

export const doubtsRead: readonly Column[] = [
  payment,
  column('status', 'STATUS NOW', '현재 상태'),
  column('inDoubt.operation', 'STILL IN DOUBT', '아직 결과를 모름'),
];

export const timeline: readonly Column[] = [
  column('at', 'AT', '시각'),
  column('kind', 'KIND', '종류'),
  column('name', 'NAME', '이름'),
  column('detail', 'DETAIL', '내용'),
];

export const sagas: readonly Column[] = [
  column('sagaId', 'SAGA', '사가'),
  status,
  column('step', 'STEP', '단계'),
  column('runNo', 'RUN', '회차'),
  order,
  column('approvedAt', 'APPROVED', '승인'),
];

export const merchants: readonly Column[] = [
  merchant,
  column('name', 'NAME', '이름'),
  status,
  column('services', 'SERVICES', '서비스'),
  created,
];

export const keys: readonly Column[] = [
  column('keyId', 'KEY', '키'),
  column('environment', 'ENV', '환경'),
  column('state', 'STATE', '상태'),
  column('label', 'LABEL', '용도'),
  column('expiresAt', 'EXPIRES', '만료'),
  created,
];

export const policies: readonly Column[] = [
  column('serviceId', 'SERVICE', '서비스'),
  column('version', 'VERSION', '버전'),
  column('provider', 'PROVIDER', '결제사'),
  column('fulfilment', 'FULFILMENT', '이행'),
  column('hash', 'HASH', '해시'),
];

/** What a breaker says where it has nothing to tell: under ten calls no rate, and never another state. */
export const untold: Readonly<Record<string, string>> = {
  failureRate: '-1.00%',
  slowCallRate: '-1.00%',
  stateSince: '1970-01-01T00:00:00.000Z',
};

export const breakers: readonly Column[] = [
  column('name', 'BREAKER', '차단기'),
  column('state', 'STATE', '상태'),
  column('failureRate', 'FAILED', '실패율'),
  column('slowCallRate', 'SLOW', '지연율'),
  column('numberOfBufferedCalls', 'CALLS', '호출'),
  column('numberOfNotPermittedCalls', 'REFUSED', '차단'),
  column('stateSince', 'SINCE', '시작'),
  column('until', 'UNTIL', '종료'),
].map((each) => ({ ...each, untold: untold[each.path] }));

export const audit: readonly Column[] = [
  column('at', 'AT', '시각'),
  column('actor', 'ACTOR', '행위자'),
  column('action', 'ACTION', '행위'),
  column('object', 'OBJECT', '대상'),
  column('statusAfter', 'STATUS AFTER', '이후 상태'),
  column('code', 'CODE', '코드'),
  column('auditId', 'RECORD', '기록'),
];

export const accounts: readonly Column[] = [
  column('account', 'ACCOUNT', '계정'),
  column('debit', 'DEBIT', '차변'),
  column('credit', 'CREDIT', '대변'),
  column('balance', 'BALANCE', '잔액'),
];
