// What no single fault reaches: a step whose tries are used up, whose answer never comes, or comes from a
// later release. Played by the coverage of sites alone.
import type { FaultKind } from '#test/support/world/faults.ts';
import { confirm, order, pay } from '../buyer.ts';
import type { Expected, Stage, Template } from '../template.ts';

/** More tries than a state has retries. */
const downFor = 40;

interface Trouble {
  readonly step: string;
  readonly kind: FaultKind;
  /** `invoke`, or the first call of the step. */
  readonly at: string;
  /** So often in a row, from the first time on. */
  readonly times: number;
}

const down = (step: string, at = 'payment.byId'): Trouble => ({
  step,
  kind: 'error-before',
  at,
  times: downFor,
});

const once = (step: string, kind: FaultKind): Trouble => ({ step, kind, at: 'invoke', times: 1 });

const standingOf =
  (troubles: readonly Trouble[]): NonNullable<Template['standing']> =>
  (site, occurrence) =>
    troubles.find(
      ({ step, at, times }) =>
        site.startsWith(`steps/${step}#`) && site.includes(`/${at}~`) && occurrence < times,
    )?.kind;

interface Stuck {
  readonly id: string;
  readonly says: string;
  readonly service: 'complete' | 'fail';
  readonly troubles: readonly Trouble[];
  readonly end: Omit<Expected, 'client'>;
  readonly lies?: (stage: Stage) => void;
}

const stuckOf = ({ id, says, service: outcome, troubles, end, lies }: Stuck): Template => ({
  id,
  says,
  serviceMs: 3_600_000,
  isTimed: true,
  isSlow: true,
  slackMs: 4_000_000,
  expected: [{ client: 'c1', ...end }],
  standing: standingOf(troubles),
  clients: {
    c1: async (stage) => {
      const { world, client, service } = stage;
      service.does('c1', async ({ serviceRequestId, desk }) => {
        await desk.sleep(800);
        await desk[outcome](serviceRequestId);
      });
      lies?.(stage);
      const c1 = client('c1');
      const checkout = await order(c1, { serviceId: 'patient' });
      if (checkout === undefined) return;
      await confirm(c1, checkout, pay(world, checkout));
    },
  },
});

const withPerson = { order: 'PAID', payment: 'APPROVED' };
const completed = { order: 'COMPLETED', payment: 'CONFIRMED' };
const cancelled = { order: 'CANCELLED', payment: 'CANCELLED' };

/** The PG cancels and never says so; so many reads find nobody. */
const silentCancel =
  (reads: number) =>
  ({ world }: Stage): void => {
    world.pg.lie({ fault: 'F01', match: { op: 'cancel' } });
    for (let read = 0; read < reads; read += 1) {
      world.pg.lie({ fault: 'F06', match: { op: 'read' } });
    }
  };

const requestServiceDown = down('request-service', 'order.byId');

const troubled: readonly Stuck[] = [
  {
    id: 'STUCK-complete',
    says: 'the completion uses up its tries, and the first answer of the person’s item never comes',
    service: 'complete',
    troubles: [down('complete-order'), once('raise-attention', 'hang')],
    end: withPerson,
  },
  {
    id: 'STUCK-settle',
    says: 'neither the token nor the settling can be done',
    service: 'complete',
    troubles: [requestServiceDown, down('settle-service')],
    end: withPerson,
  },
  {
    id: 'STUCK-return',
    says: 'the cancel of the payment uses up its tries',
    service: 'fail',
    troubles: [down('cancel-payment')],
    end: withPerson,
  },
  {
    id: 'STUCK-await',
    says: 'the cancel is in doubt, and nobody can wait for it',
    service: 'fail',
    troubles: [down('await-cancel')],
    lies: silentCancel(1),
    end: withPerson,
  },
  {
    id: 'STUCK-cancel',
    says: 'the money is back, and the order cannot be cancelled',
    service: 'fail',
    troubles: [down('cancel-order')],
    end: withPerson,
  },
  {
    id: 'SLOW-complete',
    says: 'the completion is done, and its answer never comes',
    service: 'complete',
    troubles: [once('complete-order', 'hang')],
    end: completed,
  },
  {
    id: 'SLOW-settle',
    says: 'the outcome is settled, and its answer never comes',
    service: 'complete',
    troubles: [requestServiceDown, once('settle-service', 'hang')],
    end: completed,
  },
  {
    id: 'SLOW-cancel',
    says: 'payment and order are cancelled, and neither answer comes',
    service: 'fail',
    troubles: [once('cancel-payment', 'hang'), once('cancel-order', 'hang')],
    end: cancelled,
  },
  {
    id: 'ODD-settle',
    says: 'the outcome is one of a later release',
    service: 'complete',
    troubles: [requestServiceDown, once('settle-service', 'odd-answer')],
    end: withPerson,
  },
  {
    id: 'ODD-cancel',
    says: 'how the cancel ended is said as a later release says it',
    service: 'fail',
    troubles: [once('cancel-payment', 'odd-answer')],
    end: withPerson,
  },
];

export const stuck: readonly Template[] = troubled.map(stuckOf);
