// Rules about time: R03 every request is answered, R04 nothing stays open, R06 a deal is final soon.
import type { Breach, Judged, View } from '#test/support/invariants/view.ts';
import { type Doubt, factsOf, textField } from './run-facts.ts';
import type { Rule, RunRecord } from './run-record.ts';
import { allOf } from './run-rules.ts';
import { bodyOf, isFinal, type Work } from './told-story.ts';

const answeredWithinMs = 30_000;

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** A person holds the order, or the PG lies about it: nobody can say how the request ends. */
const isHeld = (run: RunRecord, { told }: Work): boolean => {
  const { orders, pg } = factsOf(run);
  return told.some((one) => {
    const orderId = String(bodyOf(one)?.['orderId'] ?? '');
    return orders.get(orderId)?.isHandedOver === true || (pg.get(orderId)?.lying ?? 0) > 0;
  });
};

const unanswered = (work: Work, healAt: number, limitMs: number): Breach => {
  const last = work.told.at(-1);
  const got = last?.status === 0 ? 'no answer' : `${last?.status} ${last?.code}`;
  const late = work.told.find(isFinal);
  const when =
    late === undefined ? 'never' : `only ${seconds(late.at - healAt)} after the faults had stopped`;
  return {
    about: work.work,
    says: `${last?.route} got its final answer ${when} (limit ${seconds(limitMs)}); its last of ${work.told.length} sends got ${got}`,
  };
};

export const r03: Rule = {
  id: 'R03',
  check: (run) => {
    const limitMs = answeredWithinMs + run.slackMs;
    const gone = new Set(run.abandoned);
    const works = factsOf(run).told.works.filter(({ work }) => !gone.has(work));
    const late = works.filter(({ told }) => {
      const first = told.find(isFinal);
      const asked = Math.max(run.healAt, told[0]?.sentAt ?? 0);
      return first === undefined || first.at > asked + limitMs;
    });
    const breaches = late.filter((work) => !isHeld(run, work));
    return {
      looked: works.length,
      breaches: breaches.map((work) => unanswered(work, run.healAt, limitMs)),
    };
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
  // Before its first read a doubt waits for the watchdog of its deadline; the last slot is still open.
  const open = slots.filter((at) => at >= run.healAt).concat(slots.at(-1) ?? from);
  const isAsked = run.asks.some(
    (ask) => ask.paymentId === paymentId && ask.at >= run.healAt && ask.at <= until,
  );
  return isAsked || open.some((at) => at <= until);
};

const doubtLimitMs = (run: RunRecord, doubt: Doubt): number => {
  const mayWait = run.isRandom && !isLookedAt(run, doubt);
  return (mayWait ? waitingDoubtMaxMs : doubtMaxMs) + run.slackMs;
};

const longDoubts = (run: RunRecord): Judged => {
  const { doubts, handedOver } = factsOf(run);
  const breaches = doubts.flatMap((doubt): Breach[] => {
    const { paymentId, from, to } = doubt;
    const since = Math.max(from, run.healAt);
    const lasted = (to ?? run.endAt) - since;
    const limit = doubtLimitMs(run, doubt);
    if (to !== undefined ? lasted <= limit : handedOver.has(paymentId)) return [];
    const end = to === undefined ? 'is still in doubt' : 'was in doubt';
    const says = `${end} ${seconds(lasted)} with all faults over (limit ${seconds(limit)})`;
    return [{ about: paymentId, says }];
  });
  return { looked: doubts.length, breaches };
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

/** The n-th dead letter needs the n-th poison before it. */
const unexplainedLetters = ({ view, faults }: RunRecord): Judged => {
  const poisons = faults.filter(({ kind }) => kind === 'poison').map(({ at }) => at);
  poisons.sort((left, right) => left - right);
  const letters = view.deadLetters.toSorted((left, right) => left.at - right.at);
  const breaches = letters.flatMap(({ at, queue, body }, index): Breach[] => {
    const cause = poisons[index];
    if (cause !== undefined && cause <= at) return [];
    const says = `dead letter ${index + 1}, and ${poisons.filter((one) => one <= at).length} poisons before it: ${body.slice(0, 160)}`;
    return [{ about: queue, says }];
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
      openSagas(run),
      pendingMarkers(run.view),
      unexplainedLetters(run),
    ),
};

const finalWithinMs = [5_000, 20_000] as const;

export const r06: Rule = {
  id: 'R06',
  check: (run) => {
    const aimMs = finalWithinMs[run.faults.length];
    if (aimMs === undefined) return { looked: 0, breaches: [] };
    const limitMs = aimMs + run.slackMs;
    const { finishes } = factsOf(run);
    const breaches = finishes.flatMap(({ orderId, paidAt, finalAt }): Breach[] => {
      const own = finalAt - paidAt - run.serviceMs;
      const under = run.faults.length === 0 ? 'without a fault' : 'with one fault';
      const says = `was final ${seconds(finalAt - paidAt)} after its approval, ${seconds(own)} beyond the service's own time (limit ${seconds(limitMs)} ${under})`;
      return own <= limitMs ? [] : [{ about: orderId, says }];
    });
    return { looked: finishes.length, breaches };
  },
};
