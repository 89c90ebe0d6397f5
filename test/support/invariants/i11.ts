// I11: a payment names its open attempt, and only an open one.
import { fieldsAt, textAt } from './field-reading.ts';
import { idOf, isOpenAttempt, perStory } from './stories.ts';
import type { Invariant } from './view.ts';

export const i11: Invariant = {
  id: 'I11',
  when: 'A',
  rows: ['PAYMENT', 'ATTEMPT'],
  production: true,
  check: perStory(({ payments }, findings) => {
    for (const { pk, payment, attempts } of payments) {
      if (payment === undefined && attempts.length === 0) continue;
      findings.see();
      const named = payment && fieldsAt(payment, 'openAttempt');
      const open = attempts.filter(isOpenAttempt).map(({ sk }) => sk);
      const holds =
        named === undefined
          ? open.length === 0
          : open.length === 1 && open[0] === `ATTEMPT#${textAt(named, 'id')}`;
      findings.expect(
        holds,
        idOf(pk),
        () => `names ${named === undefined ? 'none' : textAt(named, 'id')}; open: ${open.join()}`,
      );
    }
  }),
};
