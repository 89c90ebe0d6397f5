// What people read: one Korean and one English text per code and per field fault. The code is the
// contract, the text may change. Source: API specification, sections 2.1 and 3.
import type { ErrorCode } from '#core/contracts/error-table.ts';

export type Language = 'ko' | 'en';

export type Text = Readonly<Record<Language, string>>;

export const codeMessages: Readonly<Record<ErrorCode, Text>> = {
  COMMON_000: { ko: '요청이 성공했습니다.', en: 'Success.' },
  COMMON_001: { ko: '요청이 접수되었습니다.', en: 'Accepted.' },
  PAY_001: { ko: '잔액이 부족합니다.', en: 'Insufficient balance.' },
  PAY_002: { ko: '결제 승인에 실패했습니다.', en: 'Payment approval failed.' },
  PAY_003: { ko: '이미 처리된 요청입니다.', en: 'Already processed.' },
  PAY_004: { ko: '주문 상태가 일치하지 않습니다.', en: 'Order state does not allow this.' },
  PAY_005: { ko: '결제 결과를 확인하고 있습니다.', en: 'Payment result is being checked.' },
  PAY_006: { ko: '결제를 찾을 수 없습니다.', en: 'Payment not found.' },
  PAY_007: { ko: '결제 금액이 주문과 다릅니다.', en: 'Amount or currency differs from the order.' },
  PAY_008: {
    ko: '결제사가 지원하지 않는 기능입니다.',
    en: 'The payment provider does not support this.',
  },
  PAY_009: {
    ko: '결제사에 연결할 수 없습니다.',
    en: 'Payment provider unavailable; nothing was sent.',
  },
  PAY_010: { ko: '결제 상태가 일치하지 않습니다.', en: 'Payment state does not allow this.' },
  PAY_011: {
    ko: '결제 인증 시간이 지났습니다.',
    en: 'The payment session or authorization has expired.',
  },
  PAY_012: {
    ko: '결제사 응답을 확인하고 있습니다.',
    en: "The provider's answer does not match; under review.",
  },
  PAY_013: {
    ko: '허용된 결제 금액 범위를 벗어났습니다.',
    en: 'Amount outside the allowed limits.',
  },
  PAY_014: { ko: '결제사 설정에 문제가 있습니다.', en: 'Payment provider configuration fault.' },
  ORD_001: { ko: '주문을 찾을 수 없습니다.', en: 'Order not found.' },
  ORD_002: { ko: '주문 금액이 올바르지 않습니다.', en: 'Order amount is not consistent.' },
  ORD_003: { ko: '서비스 정책을 찾을 수 없습니다.', en: 'No billing policy for this service.' },
  ORD_004: { ko: '서비스 요청을 찾을 수 없습니다.', en: 'Service request not found.' },
  ORD_005: { ko: '다른 결과가 이미 기록되었습니다.', en: 'Another outcome is already recorded.' },
  REF_001: { ko: '환불을 찾을 수 없습니다.', en: 'Refund not found.' },
  REF_002: { ko: '환불 가능 금액을 초과했습니다.', en: 'Refund exceeds the refundable amount.' },
  REF_003: { ko: '환불 가능 금액이 변경되었습니다.', en: 'Refundable amount has changed.' },
  REF_004: {
    ko: '같은 환불 번호의 내용이 다릅니다.',
    en: 'This refund id was used with other content.',
  },
  REF_005: {
    ko: '환불 계좌가 필요하거나 올바르지 않습니다.',
    en: 'Refund account missing or invalid.',
  },
  REF_006: { ko: '환불 가능 기간이 지났습니다.', en: 'Refund period is over.' },
  REF_007: { ko: '부분 환불을 할 수 없습니다.', en: 'Partial refund is not possible.' },
  REF_008: { ko: '결제사가 환불을 거절했습니다.', en: 'The provider rejected the refund.' },
  REF_009: { ko: '부분 환불 횟수를 초과했습니다.', en: 'Too many partial refunds.' },
  CRD_001: { ko: '예약을 찾을 수 없습니다.', en: 'Hold not found.' },
  CRD_002: { ko: '예약이 만료되었습니다.', en: 'Hold expired.' },
  CRD_003: { ko: '예약 상태가 일치하지 않습니다.', en: 'Hold state does not allow this.' },
  CRD_004: { ko: '예약 금액을 초과했습니다.', en: 'Amount exceeds the hold.' },
  CRD_005: {
    ko: '크레딧 단위 또는 가격 항목을 찾을 수 없습니다.',
    en: 'Unknown credit unit or price item.',
  },
  CRD_006: { ko: '크레딧 거래를 찾을 수 없습니다.', en: 'Credit transaction not found.' },
  CRD_007: { ko: '되돌릴 수 있는 크레딧을 초과했습니다.', en: 'Exceeds what can be returned.' },
  CRD_008: { ko: '현금 환불할 수 없는 크레딧입니다.', en: 'Credit cannot be refunded in cash.' },
  CRD_009: { ko: '충전 한도를 초과했습니다.', en: 'Top-up or balance limit exceeded.' },
  CRD_010: { ko: '요청이 몰려 처리하지 못했습니다.', en: 'Wallet is busy; nothing was done.' },
  SUB_001: { ko: '구독을 찾을 수 없습니다.', en: 'Subscription not found.' },
  SUB_002: { ko: '요금제를 찾을 수 없습니다.', en: 'Plan not found.' },
  SUB_003: { ko: '구독 상태가 일치하지 않습니다.', en: 'Subscription state does not allow this.' },
  SUB_004: { ko: '예정된 변경이 있습니다.', en: 'A change is already pending.' },
  SUB_005: { ko: '사용할 수 있는 결제 수단이 없습니다.', en: 'No usable billing key.' },
  SUB_006: { ko: '사용자 동의가 필요합니다.', en: 'Consent is required.' },
  SUB_007: { ko: '이미 구독 중입니다.', en: 'Already subscribed.' },
  SUB_008: { ko: '견적이 만료되었습니다.', en: 'Quote expired.' },
  SUB_009: { ko: '요금제 사용 한도를 초과했습니다.', en: 'Plan limit exceeded.' },
  SUB_010: { ko: '결제 수단을 찾을 수 없습니다.', en: 'Billing key not found.' },
  SUB_011: { ko: '결제 수단을 등록하지 못했습니다.', en: 'Billing key could not be issued.' },
  WAIT_001: { ko: '대기열을 찾을 수 없습니다.', en: 'Waiting-room event not found.' },
  WAIT_002: { ko: '지금은 참여할 수 없습니다.', en: 'Joining is closed.' },
  WAIT_003: { ko: '종료된 대기열입니다.', en: 'The event has ended.' },
  WAIT_004: { ko: '아직 입장 순서가 아닙니다.', en: 'Not your turn yet.' },
  WAIT_005: {
    ko: '순서가 되었습니다. 잠시만 기다려 주세요.',
    en: 'Your turn; no free place this moment.',
  },
  WAIT_006: { ko: '대기열이 일시 정지되었습니다.', en: 'The event is paused.' },
  WAIT_007: { ko: '만료된 대기표입니다.', en: 'The ticket has ended.' },
  WAIT_008: { ko: '대기표가 올바르지 않습니다.', en: 'Ticket or secret not valid.' },
  WAIT_009: { ko: '대기열이 초기화되었습니다.', en: 'The event was reset.' },
  WAIT_010: { ko: '대기열이 가득 찼습니다.', en: 'The queue is full.' },
  WAIT_011: { ko: '입장이 필요합니다.', en: 'Admission required.' },
  WAIT_012: { ko: '입장 토큰이 올바르지 않습니다.', en: 'Admission token not valid or expired.' },
  WAIT_013: { ko: '이미 사용한 입장 토큰입니다.', en: 'Admission already used or ended.' },
  WAIT_014: { ko: '다른 변경이 먼저 반영되었습니다.', en: 'Version is not current.' },
  WAIT_015: { ko: '현재 상태에서 할 수 없는 변경입니다.', en: 'State change not allowed now.' },
  WAIT_016: { ko: 'If-Match 헤더가 필요합니다.', en: 'If-Match missing.' },
  WAIT_017: { ko: '참여 토큰이 올바르지 않습니다.', en: 'Enqueue token required or not valid.' },
  WAIT_018: { ko: '대기열이 지금 응답할 수 없습니다.', en: 'The waiting room cannot answer now.' },
  WAIT_019: { ko: '매진되었습니다.', en: 'Sold out.' },
  WAIT_020: { ko: '이 환경에는 대기열이 없습니다.', en: 'This deployment has no waiting room.' },
  IDEM_001: { ko: '같은 요청을 처리하고 있습니다.', en: 'Same request in progress.' },
  IDEM_002: {
    ko: '같은 멱등 키의 요청 내용이 다릅니다.',
    en: 'Key was used with another payload.',
  },
  IDEM_003: { ko: '멱등 키가 필요합니다.', en: 'Idempotency key required.' },
  IDEM_004: {
    ko: '멱등 키가 올바르지 않습니다.',
    en: 'Idempotency key malformed, or header and body differ.',
  },
  IDEM_005: { ko: '지금은 안전하게 처리할 수 없습니다.', en: 'Cannot be processed safely now.' },
  IDEM_006: { ko: '멱등 키 기록이 없습니다.', en: 'No record of this key.' },
  AUTH_001: {
    ko: '인증 정보가 없거나 형식이 잘못되었습니다.',
    en: 'Credentials missing or malformed.',
  },
  AUTH_002: { ko: '인증에 실패했습니다.', en: 'Authentication failed.' },
  AUTH_003: { ko: '요청 시각이 허용 범위를 벗어났습니다.', en: 'Timestamp outside the window.' },
  AUTH_004: { ko: '이미 사용된 nonce입니다.', en: 'Nonce already used.' },
  AUTH_005: { ko: '권한이 없습니다.', en: 'Scope missing.' },
  AUTH_006: { ko: '이용이 정지된 가맹점입니다.', en: 'Merchant suspended.' },
  AUTH_007: { ko: '가맹점이 일치하지 않습니다.', en: 'merchantId does not belong to this key.' },
  AUTH_008: { ko: '웹훅 서명이 올바르지 않습니다.', en: 'Webhook signature invalid.' },
  RATE_001: { ko: '요청이 너무 많습니다.', en: 'Rate limit exceeded.' },
  RATE_002: { ko: '동시 요청이 너무 많습니다.', en: 'Too many requests in flight.' },
  RATE_003: { ko: '일시적으로 요청을 받을 수 없습니다.', en: 'Load shed.' },
  RATE_004: { ko: '요청 한도를 확인할 수 없습니다.', en: 'Rate limiter unavailable.' },
  RATE_005: {
    ko: '한 번에 허용되는 양을 넘었습니다.',
    en: 'The request costs more than the burst.',
  },
  VAL_001: { ko: '요청 값이 올바르지 않습니다.', en: 'Invalid request.' },
  VAL_002: { ko: '요청 본문을 읽을 수 없습니다.', en: 'Malformed body.' },
  VAL_003: { ko: '지원하지 않는 형식입니다.', en: 'Unsupported content type.' },
  VAL_004: { ko: '요청 본문이 너무 큽니다.', en: 'Body too large.' },
  VAL_005: { ko: '커서가 올바르지 않습니다.', en: 'Invalid cursor.' },
  VAL_006: { ko: '경로를 찾을 수 없습니다.', en: 'No such route.' },
  VAL_007: { ko: '지원하지 않는 메서드입니다.', en: 'Method not allowed.' },
  SYS_001: { ko: '내부 오류가 발생했습니다.', en: 'Internal error.' },
  SYS_002: { ko: '일시적으로 사용할 수 없습니다.', en: 'Temporarily unavailable.' },
  SYS_003: { ko: '처리 시간이 초과되었습니다.', en: 'Timed out before doing anything.' },
  SYS_004: { ko: '점검 중입니다.', en: 'Maintenance.' },
  SYS_005: { ko: '대상을 찾을 수 없습니다.', en: 'Object not found.' },
  SYS_006: { ko: '현재 상태에서 할 수 없는 작업입니다.', en: 'Not allowed in this state.' },
  SYS_007: { ko: '다른 담당자의 승인이 필요합니다.', en: 'A second person must approve.' },
  SYS_008: { ko: '담당자의 확인이 필요합니다.', en: 'A person must decide.' },
};

export const codeMessage = (code: ErrorCode, language: Language): string =>
  codeMessages[code][language];

export type FieldErrorCode =
  | 'required'
  | 'invalid_type'
  | 'invalid_format'
  | 'too_small'
  | 'too_big'
  | 'unknown'
  | 'card_data';

/** `minimum` or `maximum` in the unit of the field: a number, characters, entries or bytes. */
export interface FieldErrorParams {
  readonly minimum?: string;
  readonly maximum?: string;
}

/** One fault of a request. Its message is added when it is sent, in the reader's language. */
export interface FieldError {
  /** `lineItems[0].quantity`; empty for the body as a whole. */
  readonly field: string;
  readonly code: FieldErrorCode;
  readonly params?: FieldErrorParams;
}

type FieldTexts = Readonly<Record<FieldErrorCode, (params: FieldErrorParams) => Text>>;

const fieldTexts: FieldTexts = {
  required: () => ({ ko: '필수 값입니다.', en: 'Required.' }),
  invalid_type: () => ({ ko: '값의 종류가 올바르지 않습니다.', en: 'Wrong type of value.' }),
  invalid_format: () => ({ ko: '형식이 올바르지 않습니다.', en: 'Wrong format.' }),
  too_small: ({ minimum }) =>
    minimum === undefined
      ? { ko: '값이 너무 작습니다.', en: 'Too small.' }
      : { ko: `${minimum} 이상이어야 합니다.`, en: `Must be at least ${minimum}.` },
  too_big: ({ maximum }) =>
    maximum === undefined
      ? { ko: '값이 너무 큽니다.', en: 'Too big.' }
      : { ko: `${maximum} 이하여야 합니다.`, en: `Must be at most ${maximum}.` },
  unknown: () => ({ ko: '알 수 없는 항목입니다.', en: 'Unknown field.' }),
  card_data: () => ({
    ko: '카드 정보는 보낼 수 없습니다.',
    en: 'Card data is never accepted.',
  }),
};

/** Text of a field fault: `1 이상이어야 합니다.` */
export const fieldMessage = (error: FieldError, language: Language): string =>
  fieldTexts[error.code](error.params ?? {})[language];
