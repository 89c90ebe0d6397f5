// What no single fault reaches: a step whose tries are used up, whose answer never comes, or comes from a
// later release. Played by the coverage of sites alone.
import type { FaultKind } from '#test/support/world/faults.ts';
import { confirm, order, pay } from '../buyer.ts';
import type { Expected, Stage, Template } from '../template.ts';

/** More tries than a state has retries. */
const downFor = 40;

/** The tries of one run: the first, and as many retries as its state has. */
const triesOfRun = 13;

interface Trouble {
  /** `steps/complete-order`. */
  readonly folder: string;
  readonly kind: FaultKind;
  /** `invoke`, or the first call of the step. */
  readonly at: string;
  /** So often in a row, from the first time on. */
  readonly times: number;
}

const down = (step: string, at = 'payment.byId'): Trouble => ({
  folder: `steps/${step}`,
  kind: 'error-before',
  at,
  times: downFor,
});

const once = (step: string, kind: FaultKind): Trouble => ({
  folder: `steps/${step}`,
  kind,
  at: 'invoke',
  times: 1,
});

const standingOf =
  (troubles: readonly Trouble[]): NonNullable<Template['standing']> =>
  (site, occurrence) =>
    troubles.find(
      ({ folder, at, times }) =>
        site.startsWith(`${folder}#`) && site.includes(`/${at}~`) && occurrence < times,
    )?.kind;

interface Stuck {
  readonly id: string;
  readonly says: string;
  readonly service: 'complete' | 'fail' | 'silent';
  readonly troubles: readonly Trouble[];
  readonly end: Omit<Expected, 'client'>;
  readonly lies?: (stage: Stage) => void;
  /** What somebody does beside the buyer. */
  readonly beside?: (stage: Stage) => Promise<void>;
}

const stuckOf = ({ id, says, service: outcome, troubles, end, lies, beside }: Stuck): Template => ({
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
        if (outcome !== 'silent') await desk[outcome](serviceRequestId);
      });
      lies?.(stage);
      const c1 = client('c1');
      const checkout = await order(c1, { serviceId: 'patient' });
      if (checkout === undefined) return;
      await confirm(c1, checkout, pay(world, checkout));
    },
    ...(beside === undefined ? {} : { c2: beside }),
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

/** An operator looks at what waits for a person, once something does. */
const looksLater = async ({ world, client }: Stage): Promise<void> => {
  const operator = world.operator(client('c2').name);
  await operator.sleep(300_000);
  await operator.ask({ route: 'list-attention' });
};

/** An operator takes what waits in hand and lets its saga go on. */
const retriesLater = async ({ world, client }: Stage): Promise<void> => {
  const operator = world.operator(client('c2').name);
  await operator.sleep(600_000);
  const listed = await operator.ask({ route: 'list-attention' });
  const [item] = (listed.result?.['items'] ?? []) as readonly { readonly attentionId: string }[];
  if (item === undefined) return;
  const params = { attentionId: item.attentionId };
  const reason = 'the step answers again';
  const act = { params, body: { reason } };
  await operator.ask({ route: 'acknowledge-attention', key: 'desk-ack', ...act });
  await operator.ask({
    route: 'resolve-attention',
    key: 'desk-retry',
    params,
    body: { action: 'RETRY', reason },
  });
};

/** All is returned in the PG's console while nobody knows yet that it was taken. */
const takenBack = async ({ world }: Stage): Promise<void> => {
  const confirmed = (): string | undefined =>
    world.pg.payments().find(({ status }) => status === 'DONE')?.paymentKey;
  world.ground.later(4_000, () => {
    const paymentKey = confirmed();
    if (paymentKey !== undefined) world.pg.consoleCancel(paymentKey);
  });
};

const requestServiceDown = down('request-service', 'order.byId');

const troubled: readonly Stuck[] = [
  {
    id: 'STUCK-complete',
    says: 'the completion uses up its tries, and the first answer of the person’s item never comes',
    service: 'complete',
    troubles: [down('complete-order'), once('raise-attention', 'hang')],
    end: withPerson,
    beside: looksLater,
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
    id: 'DESK-retry',
    says: 'the cancel uses up the tries of one run; an operator lets the saga go on, and the money goes back',
    service: 'fail',
    troubles: [{ ...down('cancel-payment'), times: triesOfRun }],
    end: cancelled,
    beside: retriesLater,
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
  {
    id: 'POISON-start',
    says: 'the machine refuses twice to be started, for what the command is',
    service: 'complete',
    troubles: [{ folder: 'streams/dispatch-commands', kind: 'poison', at: 'saga.start', times: 1 }],
    end: completed,
  },
  {
    id: 'GONE',
    says: 'in doubt, cancelled in the PG console meanwhile: nothing is left to return',
    service: 'silent',
    troubles: [],
    lies: ({ world }) => world.pg.lie({ fault: 'F01', match: { op: 'confirm' } }),
    beside: takenBack,
    end: cancelled,
  },
];

export const stuck: readonly Template[] = troubled.map(stuckOf);
