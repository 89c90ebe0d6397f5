// The protocol model and what it must hold: the properties of the test specification, section 8.

import { cancelSteps, confirmSteps } from './confirm.ts';
import { consoleSteps } from './console.ts';
import type { Edge, Model } from './exploration.ts';
import { protocol, type Rules, type World } from './rules.ts';
import { sagaSteps } from './saga.ts';
import { type Call, callsOf, currentOf, keyOf, newPayment, type State } from './state.ts';
import { pgSteps, stepsOf } from './steps.ts';

export const properties = {
  P1: 'one uncancelled capture per order',
  P2: 'no failure by timeout',
  P3: 'refunds <= captured',
  P4: 'one outcome per service request',
  P5: 'no compensation of an unknown payment',
  P6: 'slow handler and watchdog end in one record',
  P7: 'nothing can move: every payment is final or has an item, PG money = engine money',
  P9: 'one claim of an idempotency row per fence',
  P10: "an aggregate's events leave first in the order of its commits, and all of them leave",
} as const;
export type Property = keyof typeof properties;

const startOf = ({ clients }: World): State => ({
  order: 'PENDING',
  isCancelNoted: false,
  payments: [newPayment()],
  idempotency: {},
  handlers: clients.map((key) => ({ key, at: 'NEW', payment: 0, call: 0 })),
  service: undefined,
  saga: undefined,
  refunds: [],
  console: '',
  repair: '',
});

const edgesOf = (rules: Rules, world: World, state: State): readonly Edge<State>[] => {
  const edges: Edge<State>[] = [];
  const context = { rules, world };
  const step = stepsOf(context, state, edges);
  confirmSteps(context, state, step);
  if (world.hasCancel) cancelSteps(context, state, step);
  pgSteps(state, step);
  sagaSteps(context, state, step);
  consoleSteps(context, state, step);
  return edges;
};

const confirms = (s: State): Call[] => s.payments.flatMap(({ calls }) => calls);
const count = (calls: readonly Call[]): number => calls.filter(({ pg }) => pg === 'DONE').length;
const refundCalls = (s: State): Call[] => s.refunds.map(({ call }) => call);

/** Evidence that a call took no money and can take none: the PG has said so of its key. */
const isRefused = ({ pg }: Call): boolean => pg === 'HARD' || pg === 'LISTED' || pg === 'EXPIRED';
const failedByTime = (call: Call): boolean =>
  call.state === 'DECLINED' && (call.isFlying || call.pg !== 'UNSEEN') && !isRefused(call);

interface Looked {
  readonly confirms: readonly Call[];
  readonly refunds: readonly Call[];
}

/** What the PG has returned, by our refunds and by its console. */
const returnedAt = ({ console }: State, { refunds }: Looked): number =>
  count(refunds) + (console === '' ? 0 : 1);

type Safe = (after: State, looked: Looked, before: State) => boolean;

const safe: Readonly<Partial<Record<Property, Safe>>> = {
  P1: (after, one) => count(one.confirms) - returnedAt(after, one) <= 1,
  P2: ({ payments }, one) =>
    !one.confirms.some(failedByTime) &&
    payments.every(
      ({ status, calls }) =>
        (status !== 'FAILED' && status !== 'EXPIRED') || calls.every(({ pg }) => pg !== 'DONE'),
    ),
  P3: (after, one) => returnedAt(after, one) <= count(one.confirms),
  P4: ({ service }, _one, before) =>
    before.service === undefined ||
    before.service.state === 'OPEN' ||
    before.service.state === service?.state,
  P5: (_after, one) =>
    one.refunds.length === 0 || one.confirms.some(({ state }) => state === 'SUCCEEDED'),
  P6: (_after, one) =>
    one.confirms.every(({ ends }) => ends <= 1) && one.refunds.every(({ ends }) => ends <= 1),
  P9: ({ idempotency: { k1, k2 } }) => (k1?.claims ?? 0) <= 1 && (k2?.claims ?? 0) <= 1,
};
const judged = Object.entries(safe) as readonly (readonly [Property, Safe])[];

const broken = (before: State, after: State): Property | undefined => {
  const looked = { confirms: confirms(after), refunds: refundCalls(after) };
  return judged.find(([, isSafe]) => !isSafe(after, looked, before))?.[0];
};

const finals: readonly State['payments'][number]['status'][] = [
  'CONFIRMED',
  'REFUNDED',
  'FAILED',
  'EXPIRED',
  'CANCELLED',
];

/** What is left undone where nothing can move. An item means that a person has it. */
export const isLeft = (s: State): boolean => {
  const hasPerson = s.saga?.hasItem === true || s.payments.some(({ hasItem }) => hasItem);
  if (hasPerson) return false;
  const engine = confirms(s).filter(({ state }) => state === 'SUCCEEDED').length;
  const returned = [
    ...s.refunds,
    ...(s.console === 'ADOPTED' ? [{ status: 'SUCCEEDED' }] : []),
  ].filter(({ status }) => status === 'SUCCEEDED').length;
  const isEqual =
    engine - returned ===
    count(confirms(s)) - returnedAt(s, { confirms: [], refunds: refundCalls(s) });
  const isOver = s.saga === undefined || ['COMPLETED', 'COMPENSATED'].includes(s.saga.status);
  return !isEqual || !isOver || s.payments.some(({ status }) => !finals.includes(status));
};

export const sometimes: Readonly<Record<string, (s: State) => boolean>> = {
  'a payment is in doubt': (s) => s.payments.some(({ status }) => status === 'IN_DOUBT'),
  'a request flies past its deadline': (s) => callsOf(s).some((one) => one.isFlying && one.isLate),
  'a record is taken over': ({ idempotency: { k1, k2 } }) => (k1?.fence ?? k2?.fence ?? 0) > 1,
  'an attempt is sent again under its key': (s) => confirms(s).some(({ fence }) => fence > 1),
  'two attempts of one payment': (s) => s.payments.some(({ calls }) => calls.length > 1),
  'a second payment is taken': (s) => s.payments[1]?.calls[0]?.state === 'SUCCEEDED',
  'a slow handler meets a doubt': (s) =>
    s.handlers.some(
      (one) => one.at === 'WAIT' && s.payments[one.payment]?.calls[one.call]?.state === 'IN_DOUBT',
    ),
  'a listed refusal is counted twice': (s) => confirms(s).some(({ refusals }) => refusals > 1),
  'a cancel is noted in doubt': (s) => s.isCancelNoted && s.order === 'PENDING',
  'a cancel noted in doubt is compensated': (s) =>
    s.saga?.entry === 'COMPENSATE' && s.saga.status === 'COMPENSATED',
  'a service times out': (s) => s.service?.state === 'TIMED_OUT',
  'a service is cancelled': (s) => s.service?.state === 'CANCELLED',
  'an outcome comes before the token': (s) =>
    s.saga?.step === 'ExecuteService:read' && s.service?.state === 'COMPLETED',
  'a refund is in doubt': (s) => s.refunds.some(({ status }) => status === 'IN_DOUBT'),
  'a refund is refused': (s) => s.refunds.some(({ status }) => status === 'FAILED'),
  'the saga waits for its refund': (s) => s.saga?.step === 'AwaitCancel:wait',
  'a console cancel is adopted before delivery': (s) =>
    s.console === 'ADOPTED' && currentOf(s).status === 'CANCELLED',
  'a console cancel is adopted after delivery': (s) => currentOf(s).status === 'REFUNDED',
  'a console cancel beats our refund': (s) =>
    s.console !== '' && s.refunds.some(({ status }) => status === 'FAILED'),
  'a saga runs again': (s) => (s.saga?.run ?? 0) > 1,
  'a person has it': (s) => s.saga?.hasItem === true || s.payments.some(({ hasItem }) => hasItem),
};

export const protocolModel = (world: World, rules: Rules = protocol): Model<State> => ({
  start: startOf(world),
  keyOf,
  edges: (state) => edgesOf(rules, world, state),
  unsafe: broken,
  undone: (state) => (isLeft(state) ? 'P7' : undefined),
  sometimes,
});

/** The worlds of a run: each is explored whole, and together they show every property. */
export const worlds: readonly World[] = [
  {
    ...{ name: 'pay', fulfilment: 'none', paymentsMax: 2 },
    ...{
      clients: ['k1', 'k1', 'k2'],
      hasCancel: true,
      hasConsole: false,
      losesMessages: false,
      faultsMax: 9,
    },
  },
  {
    ...{ name: 'serve', fulfilment: 'callback', paymentsMax: 1 },
    ...{ clients: ['k1'], hasCancel: true, hasConsole: false, losesMessages: false, faultsMax: 9 },
  },
  {
    ...{ name: 'console', fulfilment: 'callback', paymentsMax: 1 },
    ...{ clients: ['k1'], hasCancel: false, hasConsole: true, losesMessages: false, faultsMax: 4 },
  },
];
