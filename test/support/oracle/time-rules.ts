// Rules about time: R03 every request is answered, R04 nothing stays open, R06 a deal is final soon.
import type { Breach, Judged, View } from '#test/support/invariants/view.ts';
import { clientOfOrder, clientOfPayment, slackOfClient } from './client-slack.ts';
import { explains } from './letters.ts';
import { type Doubt, factsOf, textField } from './run-facts.ts';
import type { Rule, RunRecord } from './run-record.ts';
import { allOf } from './run-rules.ts';
import { bodyOf, routeOf, type Work } from './told-story.ts';

const answeredWithinMs = 30_000;

/** The longest outage; a step that meets it cannot be quicker. */
const outageMs = 15_000;
/** A stopped execution is found by the sweep that comes 60 s after the saga's time, once in 10 s. */
const stoppedMs = 75_000;

/** What the design itself takes for a fault, beside the limit of R06. */
const finalMsOf: Readonly<Record<string, number>> = {
  'store-down': outageMs,
  'pg-down': outageMs,
  'bus-down': outageMs,
  'redis-down': outageMs,
  'stop-execution': stoppedMs,
};

/** A doubt about one of these payments ended with a proven no: that needs more reads than one. */
const isDenied = (run: RunRecord, paymentIds: readonly string[]): boolean =>
  factsOf(run).doubts.some((doubt) => doubt.isDenied && paymentIds.includes(doubt.paymentId));

/** Beside the limit of a client's payments. */
const slackOf = (
  run: RunRecord,
  client: string | undefined,
  paymentIds: readonly string[] = [],
): number => {
  const { waitMs, proofMs } = slackOfClient(run, client);
  return isDenied(run, paymentIds) ? proofMs : waitMs;
};

const longest = ({ faults }: RunRecord, takes: Readonly<Record<string, number>>): number =>
  Math.max(0, ...faults.map(({ kind }) => takes[kind] ?? 0));

/** The first read after the PG's own window of 10 min is that of 15 min; a client asks later still. */
const windowMs = 1_000_000;
const windowAskedMs = 1_300_000;

/**
 * With a cancel noted nothing is sent again: where the PG has taken nothing, only the end of its
 * window tells (saga specification, section 3.3).
 */
const awaitsWindow = (run: RunRecord, orderId: string): boolean => {
  const { told, pg } = factsOf(run);
  const requests = told.orders.get(orderId)?.requests ?? [];
  const isCancelAsked = requests.some((one) => routeOf(one) === 'cancel-order' && one.status < 400);
  return isCancelAsked && (pg.get(orderId)?.captured ?? 0) === 0;
};

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** Orders a piece of work may be about: the one an answer names, else all of its client. */
const ordersOf = (run: RunRecord, { client, told }: Work): string[] => {
  const named = told.flatMap((one) => {
    const orderId = bodyOf(one)?.['orderId'];
    return typeof orderId === 'string' ? [orderId] : [];
  });
  const own = factsOf(run).told.byClient.get(client) ?? [];
  return named.length > 0 ? named : own.map(({ orderId }) => orderId);
};

/** A person holds the order, or the PG lies about it: nobody can say how the request ends. */
const isHeld = (run: RunRecord, orderId: string): boolean => {
  const { orders, pg } = factsOf(run);
  return orders.get(orderId)?.isHandedOver === true || (pg.get(orderId)?.lying ?? 0) > 0;
};

const unanswered = (work: Work, healAt: number, limitMs: number): Breach => {
  const last = work.told.at(-1);
  const got = last?.status === 0 ? 'no answer' : `${last?.status} ${last?.code}`;
  const late = work.final;
  const when =
    late === undefined ? 'never' : `only ${seconds(late.at - healAt)} after the faults had stopped`;
  return {
    about: work.work,
    says: `${last?.route} got its final answer ${when} (limit ${seconds(limitMs)}); its last of ${work.told.length} sends got ${got}`,
  };
};

/** In a random world a request waits with its doubt, and hears of its end at its next try. */
const randomAnsweredWithinMs = 64_000;

/** Past its sixtieth send a client asks once in two minutes. */
const asksOftenMs = 120_000;
const asksAgainMs = 120_000;

/** An open breaker keeps new calls out for a minute, and lets a few try first (SEL 8.6). */
const keptOutMs = 60_000;

const isKeptOut = ({ told }: Work): boolean => told.some(({ code }) => code === 'PAY_009');

const answerLimitMs = (run: RunRecord, work: Work): number => {
  const orderIds = ordersOf(run, work);
  const isLong = orderIds.some((orderId) => awaitsWindow(run, orderId));
  const usual = run.isRandom ? randomAnsweredWithinMs : answeredWithinMs;
  const limit = isLong ? windowAskedMs : usual;
  const { orders } = factsOf(run);
  const payments = orderIds.flatMap((orderId) => orders.get(orderId)?.payments ?? []);
  const paymentIds = payments.map(({ paymentId }) => paymentId);
  const outMs = isKeptOut(work) ? keptOutMs : 0;
  const limitMs = limit + outMs + slackOf(run, work.client, paymentIds);
  return limitMs > asksOftenMs ? limitMs + asksAgainMs : limitMs;
};

export const r03: Rule = {
  id: 'R03',
  check: (run) => {
    const gone = new Set(run.abandoned);
    const works = factsOf(run).told.works.filter(({ work }) => !gone.has(work));
    const breaches = works.flatMap((work): Breach[] => {
      const { told, final } = work;
      const asked = Math.max(run.healAt, told[0]?.sentAt ?? 0);
      if (final !== undefined && final.at <= asked + answeredWithinMs) return [];
      if (ordersOf(run, work).some((orderId) => isHeld(run, orderId))) return [];
      const limitMs = answerLimitMs(run, work);
      const isInTime = final !== undefined && final.at <= asked + limitMs;
      return isInTime ? [] : [unanswered(work, run.healAt, limitMs)];
    });
    return { looked: works.length, breaches };
  },
};

const doubtMaxMs = 30_000;
/** In a random world a doubt that nobody asks about may wait for its next slot, up to here. */
const waitingDoubtMaxMs = 60_000;
/** What falls due in the last moment may still be on its way. */
const onItsWayMs = 2_000;

/** True when a read was planned or asked for in the first 30 s after the faults. */
const isLookedAt = (run: RunRecord, { paymentId, slots, from }: Doubt): boolean => {
  const until = run.healAt + doubtMaxMs - onItsWayMs;
  // Before its first read a doubt waits for the watchdog of its deadline. A slot that faults have eaten
  // is made up for by the next one, or by the sweep a minute after it.
  const open = slots.length === 0 ? [from] : slots.filter((at) => at >= run.healAt);
  const isAsked = run.asks.some(
    (ask) => ask.paymentId === paymentId && ask.at >= run.healAt && ask.at <= until,
  );
  return isAsked || open.some((at) => at <= until);
};

const doubtLimitMs = (run: RunRecord, doubt: Doubt): number => {
  const { paymentId } = doubt;
  const extra = slackOf(run, clientOfPayment(run, paymentId), doubt.isDenied ? [paymentId] : []);
  const orderId = factsOf(run).orderOfPayment.get(paymentId) ?? '';
  if (awaitsWindow(run, orderId)) return windowMs + extra;
  const mayWait = run.isRandom && !isLookedAt(run, doubt);
  return (mayWait ? waitingDoubtMaxMs : doubtMaxMs) + extra;
};

const longDoubts = (run: RunRecord): Judged => {
  const { doubts, handedOver } = factsOf(run);
  const breaches = doubts.flatMap((doubt): Breach[] => {
    const { paymentId, from, to } = doubt;
    const since = Math.max(from, run.healAt);
    const lasted = (to ?? run.endAt) - since;
    if (to === undefined ? handedOver.has(paymentId) : lasted <= doubtMaxMs) return [];
    const limit = doubtLimitMs(run, doubt);
    if (to !== undefined && lasted <= limit) return [];
    const end = to === undefined ? 'is still in doubt' : 'was in doubt';
    const says = `${end} ${seconds(lasted)} with all faults over (limit ${seconds(limit)})`;
    return [{ about: paymentId, says }];
  });
  return { looked: doubts.length, breaches };
};

/** A doubt's own minute, and the minute after which the sweep looks at a saga that stands. */
const sagaMaxMs = 120_000;

const longSagas = (run: RunRecord): Judged => {
  const { sagas } = factsOf(run);
  const breaches = sagas.flatMap(({ paymentId, from, to }): Breach[] => {
    const lasted = (to ?? from) - Math.max(from, run.healAt);
    if (lasted <= sagaMaxMs) return [];
    const limitMs = sagaMaxMs + slackOf(run, clientOfPayment(run, paymentId), [paymentId]);
    if (lasted <= limitMs) return [];
    const says = `its saga waited for nobody and went on for ${seconds(lasted)} with all faults over (limit ${seconds(limitMs)})`;
    return [{ about: paymentId, says }];
  });
  return { looked: sagas.length, breaches };
};

const endedSagas = new Set(['COMPLETED', 'COMPENSATED']);

const openSagas = (run: RunRecord): Judged => {
  const { handedOver } = factsOf(run);
  const sagas = run.view.tables.ofKind('SAGA');
  const breaches = sagas.flatMap((saga): Breach[] => {
    const status = textField(saga, 'status');
    if (endedSagas.has(status)) return [];
    const isHandedOver = ['sagaId', 'paymentId'].some((id) => handedOver.has(textField(saga, id)));
    if (status === 'NEEDS_ATTENTION' && isHandedOver) return [];
    const item = isHandedOver ? 'has an open item' : 'has no open item';
    const says = `its saga is ${status} at ${textField(saga, 'step')} and ${item}: it has not ended, and nobody will end it`;
    return [{ about: textField(saga, 'paymentId'), says }];
  });
  return { looked: sagas.length, breaches };
};

const pendingMarkers = ({ tables }: View): Judged => {
  const groups = tables.ofKind('OUT');
  const commands = tables.ofKind('CMD');
  const left = (rows: typeof groups, marker: string, says: string): Breach[] =>
    rows
      .filter(({ fields }) => fields[marker] !== undefined)
      .map(({ pk, sk }) => ({ about: `${pk} ${sk}`, says }));
  return {
    looked: groups.length + commands.length,
    breaches: [
      ...left(groups, 'bp', 'this outbox row still waits for EventBridge'),
      ...left(commands, 'cp', 'this command still waits to be handed out'),
    ],
  };
};

/** Each dead letter needs a poison of its own before it, on the way to the shelf where it lies. */
const unexplainedLetters = (run: RunRecord): Judged => {
  const left = [...run.faults];
  const letters = run.view.deadLetters.toSorted((first, second) => first.at - second.at);
  const breaches = letters.flatMap((letter): Breach[] => {
    const cause = left.findIndex((fault) =>
      explains(fault, letter, (orderId) => clientOfOrder(run, orderId)),
    );
    if (cause !== -1) {
      left.splice(cause, 1);
      return [];
    }
    const says = `a dead letter that no poison explains: ${letter.body.slice(0, 160)}`;
    return [{ about: letter.queue, says }];
  });
  return { looked: letters.length, breaches };
};

const quiet = ({ isQuiet, view }: RunRecord): Judged => {
  const running = view.executions.filter(({ status }) => status === 'RUNNING').length;
  const says = `the world did not come to rest: ${running} executions run, ${view.waiting.length} messages wait`;
  return { looked: 1, breaches: isQuiet ? [] : [{ about: 'run', says }] };
};

export const r04: Rule = {
  id: 'R04',
  check: (run) =>
    allOf(
      quiet(run),
      longDoubts(run),
      longSagas(run),
      openSagas(run),
      pendingMarkers(run.view),
      unexplainedLetters(run),
    ),
};

const finalWithinMs = [5_000, 20_000] as const;

/** Paid, without a person who has it, and not final when the world was over. */
const neverFinal = (run: RunRecord): Breach[] =>
  [...factsOf(run).orders.values()]
    .filter(({ status, isHandedOver }) => status === 'PAID' && !isHandedOver)
    .map(({ orderId }) => ({ about: orderId, says: 'was paid and never became final' }));

export const r06: Rule = {
  id: 'R06',
  check: (run) => {
    const aimMs = finalWithinMs[run.faults.length];
    if (aimMs === undefined) return { looked: 0, breaches: [] };
    const { finishes } = factsOf(run);
    const under = run.faults.length === 0 ? 'without a fault' : 'with one fault';
    const late = finishes.flatMap(({ orderId, paidAt, finalAt }): Breach[] => {
      const own = finalAt - paidAt - run.serviceMs;
      const limitMs = aimMs + longest(run, finalMsOf) + slackOf(run, clientOfOrder(run, orderId));
      const says = `was final ${seconds(finalAt - paidAt)} after its approval, ${seconds(own)} beyond the service's own time (limit ${seconds(limitMs)} ${under})`;
      return own <= limitMs ? [] : [{ about: orderId, says }];
    });
    return { looked: finishes.length, breaches: [...late, ...neverFinal(run)] };
  },
};
