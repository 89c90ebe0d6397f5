// M103: answer, a doubt is told as a decline.
import type { Mutant } from './mutant.ts';

export const m103: Mutant = {
  id: 'M103',
  where: 'answer',
  bug: 'a doubt is told as a decline',
  file: 'core/payments/in-doubt-answer.ts',
  anchor: `refusal(
    'PAY_005',`,
  replace: `refusal(
    'PAY_002',`,
  also: [
    {
      anchor: `statusUrl: \`/api/v1/payments/\${paymentId}\`,
    },
    2,`,
      replace: `statusUrl: \`/api/v1/payments/\${paymentId}\`,
    },`,
    },
  ],
  expect: 'R09',
  budget: { kind: 'F', template: 'S06' },
};
