// M17: late success, adopted and the money kept.
import type { Mutant } from './mutant.ts';

export const m17: Mutant = {
  id: 'M17',
  where: 'late success',
  bug: 'adopted and the money kept',
  file: 'core/payments/record-late.ts',
  anchor: 'const payment = captureLate(before, approval);',
  replace: `const late0 = captureLate(before, approval);
  const { captured: all, refunded: none } = late0.amounts;
  const payment = { ...late0, amounts: { ...late0.amounts, refundable: all, refunding: none } };`,
  also: [
    {
      anchor: `{ change: 'refund.create', refund }, {
        change: 'unique.create', tenant: order.tenant, kind: 'REFUND',
        value: refund.refundId, owner: paymentId,
      },`,
      replace: '',
    },
    {
      anchor: '[captured(head, { paymentId, provider, amount, reversals }), claim]',
      replace: '[captured(head, { paymentId, provider, amount, reversals })]',
    },
    { anchor: 'askedEvent(refund, claim.effectKey),', replace: '' },
    {
      anchor: `const isSendable = refund.status === 'REQUESTED';`,
      replace: 'const isSendable = false;',
    },
  ],
  expect: 'R13',
  budget: { kind: 'F', template: 'S13' },
};
