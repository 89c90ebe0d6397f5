// KM02: Redis dies twice under load and comes back empty. Only what fails closed may refuse.
import { randomUUID } from 'node:crypto';
import { patientAsk } from '#test/support/cloud/patient-shop.ts';
import { startRedis, stopRedis } from '#test/support/cloud/redis-switch.ts';
import { orderBody } from '#test/support/cloud/sale.ts';
import { saidBy } from './facts.ts';
import type { Row, RowStage } from './row.ts';

const times = 2;
const awaySeconds = 6;

interface Outage {
  readonly from: number;
  readonly to: number;
}

/** Routes that refuse rather than go unlimited. */
const isFailClosed = (route: string): boolean =>
  route.endsWith('/cancel') || route.includes('/refunds');

/** An order of nobody's load, not paid for. */
const openOrder = async ({ client }: RowStage): Promise<string> => {
  const ask = () => client.post('/api/v1/orders', orderBody());
  return (await patientAsk(ask, { limitMs: 20_000 })).result.orderId;
};

/** Refused while Redis is away, done under the same key once it is back. @returns every answer. */
const cancel = async ({ client }: RowStage, orderId: string): Promise<readonly string[]> => {
  const undecided: string[] = [];
  const path = `/api/v1/orders/${orderId}/cancel`;
  const key = randomUUID();
  const ended = await patientAsk(() => client.post(path, { reason: 'no longer wanted' }, key), {
    limitMs: 60_000,
    onUndecided: (answer) => void undecided.push(answer),
  });
  return [...undecided, `${ended.status} ${ended.code}`];
};

const outage = async (stage: RowStage): Promise<Outage> => {
  await stopRedis();
  const from = Date.now();
  await stage.pause(awaySeconds);
  const to = Date.now();
  await startRedis();
  return { from, to };
};

const isDuring =
  (outages: readonly Outage[]) =>
  (at: number): boolean =>
    outages.some(({ from, to }) => at >= from && at <= to);

export const km02: Row = {
  id: 'KM02',
  what: 'Redis kill -9 under load, back empty',
  signal: 'breaker opens, closes',
  play: async (stage) => {
    const outages: Outage[] = [];
    const cancels: Promise<readonly string[]>[] = [];
    for (let nth = 1; nth <= times; nth += 1) {
      const orderId = await openOrder(stage);
      const going = outage(stage);
      await stage.pause(1);
      cancels.push(cancel(stage, orderId));
      outages.push(await going);
      stage.say(`${nth} of ${times}: Redis was away for ${awaySeconds} s`);
      await stage.pause(4);
    }
    const refusals = await Promise.all(cancels);
    return {
      done: `${times} kills of Redis, ${awaySeconds} s away each`,
      judge: async ({ stage: { shop, wire } }) => {
        const during = isDuring(outages);
        const failed = (await saidBy(stage, 'fluxpay-local-api-')).filter(
          ({ message, at }) => message === 'limiter.failed' && during(at),
        ).length;
        const signed = shop.told.filter(({ sentAt }) => during(sentAt)).length;
        const last = outages.at(-1)?.to ?? 0;
        const askedAgain = wire.redisAsked.filter((at) => at > last + 2_000).length;
        const spared = signed - failed;
        const wrong = shop.told.filter(
          ({ status, route }) => status >= 500 && !isFailClosed(route),
        );
        return {
          findings: [
            ...wrong.map(({ route, status, code }) => `${route} answered ${status} ${code}`),
            ...refusals
              .filter((answers) => !answers.includes('503 RATE_004'))
              .map((answers) => `a cancel was not refused: ${answers.join(', ')}`),
            ...refusals
              .filter((answers) => answers.at(-1) !== '200 COMMON_000')
              .map((answers) => `a cancel ended ${answers.at(-1)}`),
          ],
          signal:
            failed === 0 || spared <= 0 || askedAgain === 0
              ? undefined
              : `${failed} calls failed, ${spared} were spared, ${askedAgain} asked once it was back`,
        };
      },
    };
  },
};
