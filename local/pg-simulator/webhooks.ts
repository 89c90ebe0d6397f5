// Sends what is due: by control call where time is moved by hand, by a timer where it passes by itself.
import { createHmac } from 'node:crypto';
import { toMajor } from './amounts.ts';
import { webhookTime } from './clock.ts';
import { selectFault } from './fault-selection.ts';
import { commit, type Program } from './program.ts';
import type { Changes, FaultMark } from './state.ts';
import type { Delivery, Transmission } from './transmissions.ts';

/** `v1:` and the HMAC-SHA256 of `{body}:{time}`, one for each secret while they rotate. */
const signatureOf = (secrets: readonly string[], body: string, time: string): string =>
  secrets
    .map((secret) => createHmac('sha256', secret).update(`${body}:${time}`).digest('base64'))
    .map((signature) => `v1:${signature}`)
    .join(',');

const headersOf = ({ transmissionId, retried, dueAt, endpoint, body }: Transmission) => {
  const time = webhookTime(dueAt);
  return {
    'content-type': 'application/json;charset=UTF-8',
    'tosspayments-webhook-transmission-id': transmissionId,
    'tosspayments-webhook-transmission-time': time,
    'tosspayments-webhook-transmission-retried-count': String(retried),
    ...(endpoint.secrets.length > 0 && {
      'tosspayments-webhook-signature': signatureOf(endpoint.secrets, body, time),
    }),
  };
};

const isAccepted = (program: Program, status: number | undefined): boolean => {
  if (status === undefined) return false;
  return program.state.switches['webhook.only200'] === 'on'
    ? status === 200
    : status >= 200 && status < 300;
};

const send = async (program: Program, one: Transmission): Promise<void> => {
  const { state, sending } = program;
  if (sending.has(one.key)) return;
  sending.add(one.key);
  const { key, transmissionId, dueAt: at, retried, endpoint } = one;
  const status = await program.post(endpoint.url, headersOf(one), one.body);
  sending.delete(key);
  // Forgotten meanwhile: another life of this program knows nothing of it.
  if (program.state !== state) return;
  const delivery: Delivery = {
    key,
    transmissionId,
    url: endpoint.url,
    at,
    retried,
    status: status ?? null,
    isAccepted: isAccepted(program, status),
  };
  commit(program, { kind: 'webhook.sent', after: { delivery } });
};

const earliest = (program: Program, isMeant: (one: Transmission) => boolean) =>
  [...program.state.transmissions.values()]
    .filter((one) => !program.sending.has(one.key) && isMeant(one))
    .toSorted((a, b) => a.dueAt - b.dueAt)[0];

const sendAll = async (
  program: Program,
  isMeant: (one: Transmission) => boolean,
): Promise<number> => {
  let sent = 0;
  for (let one = earliest(program, isMeant); one; one = earliest(program, isMeant)) {
    await send(program, one);
    sent += 1;
  }
  return sent;
};

/** Sends everything that is due by now, in the order of its time; retries that fall due meanwhile too. */
export const flushWebhooks = (program: Program): Promise<number> =>
  sendAll(program, ({ dueAt }) => dueAt <= program.clock.now());

/** F19: before the reply that it is about. */
export const sendEarly = async (program: Program, paymentKey: string): Promise<void> => {
  const isMeant = (one: Transmission) =>
    one.isEarly && one.retried === 0 && one.paymentKey === paymentKey;
  if (earliest(program, isMeant)) await sendAll(program, isMeant);
};

/** Where time passes by itself, somebody has to wake when something falls due. */
export const wakeForWebhooks = (program: Program): void => {
  if (program.isFlushedByHand || program.clock.control?.mode() === 'virtual') return;
  for (const one of program.state.transmissions.values()) {
    const { key, dueAt } = one;
    if (one.isEarly && one.retried === 0) continue;
    const name = `${key}@${dueAt}`;
    if (program.awaited.has(name)) continue;
    program.awaited.add(name);
    program.timers.setTimeout(
      () => {
        program.awaited.delete(name);
        const now = program.state.transmissions.get(key);
        if (now?.dueAt === dueAt) void send(program, now);
      },
      Math.max(0, dueAt - program.clock.now()),
    );
  }
};

/** The lie about a webhook is chosen with the change that causes it: one line tells both. */
export const lieAboutWebhook = (
  program: Program,
  { payment, webhook }: Changes,
): FaultMark | undefined => {
  if (!payment || !webhook || !program.state.endpoints.has(payment.mId)) return undefined;
  const { paymentKey, orderId, mId, orderName, amount, currency, cancels } = payment;
  const paymentAmount = toMajor(amount, currency);
  const reason = cancels.at(-1)?.reason;
  return selectFault(program, {
    op: 'webhook',
    objectId: paymentKey,
    drawnAs: payment.drawnAs,
    mId,
    orderId,
    paymentKey,
    amount: paymentAmount,
    texts: [orderName, ...(reason === undefined ? [] : [reason])],
    paymentAmount,
  });
};
