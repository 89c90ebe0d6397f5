// The scenarios in the order they are told, with the headline of each.
import type { Language, Text } from '#core/contracts/messages.ts';

export const scenarioNames = [
  'none',
  'happy',
  'saga-fail',
  'in-doubt',
  'duplicate',
  'decline',
  'two-step',
  'deposit',
  'lost-webhook',
  'console',
] as const;

export type ScenarioName = (typeof scenarioNames)[number];

export const isScenarioName = (text: string): text is ScenarioName =>
  (scenarioNames as readonly string[]).includes(text);

const headlines: Readonly<Record<ScenarioName, Text>> = {
  none: {
    en: 'Nothing to deliver: paid is completed, in one transaction',
    ko: '제공할 서비스가 없는 주문: 결제와 동시에 완료됩니다',
  },
  happy: {
    en: 'A service delivers what was paid for, and the order completes',
    ko: '결제된 서비스가 제공되고 주문이 완료됩니다',
  },
  'saga-fail': {
    en: 'The service fails: the money goes back and the order is cancelled',
    ko: '서비스 제공 실패: 결제 금액을 돌려주고 주문을 취소합니다',
  },
  'in-doubt': {
    en: 'The PG charges and falls silent: the engine finds out by itself, one charge',
    ko: '결제사가 승인 후 응답하지 않음: 엔진이 스스로 확인하며 결제는 한 번뿐입니다',
  },
  duplicate: {
    en: 'The same request twice: the stored answer, and one charge',
    ko: '같은 요청 두 번: 저장된 응답을 돌려주며 결제는 한 번뿐입니다',
  },
  decline: {
    en: 'The first payment is declined, the second one succeeds',
    ko: '첫 결제는 거절되고 두 번째 결제는 성공합니다',
  },
  'two-step': {
    en: 'Reserved first, taken later, and a part given back',
    ko: '먼저 승인만 받고 나중에 매입한 뒤 일부를 환불합니다',
  },
  deposit: {
    en: 'A virtual account: the order waits until the buyer has paid in',
    ko: '가상계좌: 구매자가 입금할 때까지 주문이 기다립니다',
  },
  'lost-webhook': {
    en: 'The PG tells nobody of a deposit: a look at the payment finds it',
    ko: '결제사의 입금 알림이 사라져도 결제 조회로 입금을 찾아냅니다',
  },
  console: {
    en: "A refund made by hand in the PG's console comes into the books",
    ko: '결제사 콘솔에서 한 환불이 장부에 반영됩니다',
  },
};

export const headlineOf = (name: ScenarioName, language: Language): string =>
  headlines[name][language];
