// What the payment window says, in Korean and in English.
import type { Language } from './error-catalogue.ts';

/** What a buyer, or a test in a buyer's clothes, may do in the window. */
export const windowActions = ['approve', 'decline', 'timeout', 'slow', 'fail', 'close'] as const;

export type WindowAction = (typeof windowActions)[number];

export interface WindowWords {
  readonly title: string;
  readonly cardTitle: string;
  readonly note: string;
  readonly amount: string;
  readonly order: string;
  readonly method: string;
  readonly customer: string;
  readonly actions: string;
  readonly otherLanguage: string;
  /** Button and what it makes happen. */
  readonly says: Readonly<Record<WindowAction, readonly [button: string, hint: string]>>;
  readonly declineCode: string;
  readonly over: string;
  readonly status: string;
  readonly noReturn: string;
  readonly register: readonly [button: string, hint: string];
}

export const windowWords: Readonly<Record<Language, WindowWords>> = {
  ko: {
    title: '결제',
    cardTitle: '카드 등록',
    note: '시험용 결제창입니다. 실제로 결제되지 않습니다.',
    amount: '결제 금액',
    order: '주문',
    method: '결제 수단',
    customer: '고객',
    actions: '어떻게 진행할까요?',
    otherLanguage: 'English',
    says: {
      approve: ['결제하기', '인증을 마치고 상점으로 돌아갑니다.'],
      decline: ['승인 거절', '인증은 되지만 승인 요청이 거절됩니다.'],
      timeout: ['승인 후 응답 없음', '승인되지만 상점은 응답을 받지 못합니다.'],
      slow: ['느린 승인', '승인 응답이 3초 늦게 옵니다.'],
      fail: ['인증 실패', '카드사가 거절하여 결제가 중단됩니다.'],
      close: ['창 닫기', '구매자가 결제를 취소합니다.'],
    },
    declineCode: '거절 사유',
    over: '이 결제는 더 진행할 수 없습니다.',
    status: '상태',
    noReturn: '돌아갈 주소가 없습니다. 이 창을 닫아 주세요.',
    register: ['카드 등록하기', '자동 결제에 쓸 카드를 등록합니다.'],
  },
  en: {
    title: 'Payment',
    cardTitle: 'Register a card',
    note: 'A payment window for tests. No money moves.',
    amount: 'Amount',
    order: 'Order',
    method: 'Method',
    customer: 'Customer',
    actions: 'What should happen?',
    otherLanguage: '한국어',
    says: {
      approve: ['Pay', 'Authenticates and returns to the shop.'],
      decline: ['Decline', 'Authenticates; the confirm is declined.'],
      timeout: ['Approve, then no answer', 'Approved, but the shop never hears it.'],
      slow: ['Approve slowly', 'The answer to the confirm comes 3 seconds late.'],
      fail: ['Fail', 'The card company refuses; the payment is aborted.'],
      close: ['Close the window', 'The buyer changes their mind.'],
    },
    declineCode: 'Reason of the decline',
    over: 'This payment cannot go on.',
    status: 'Status',
    noReturn: 'There is no address to return to. You may close this window.',
    register: ['Register the card', 'For payments that are charged without the buyer.'],
  },
};
