// KM03: Redis is frozen, and then works without a word. Everybody goes on without it. How much longer a call takes is
// told and not judged: at the rate of a row the machine is busy, and its speed shows nothing.
import { isOurs, readParts } from '#local/cloud/part-registry.ts';
import type { Told } from '#test/support/invariants/view.ts';
import { saidBy } from './facts.ts';
import type { Row } from './row.ts';

const seconds = 5;

const signalRedis = (signal: NodeJS.Signals): void => {
  const part = readParts()['redis'];
  if (part === undefined || !isOurs(part)) throw new Error('the cloud has no Redis to freeze');
  process.kill(part.pid, signal);
};

const medianOf = (told: readonly Told[]): number => {
  const lasted = told.map(({ at, sentAt }) => at - sentAt).toSorted((a, b) => a - b);
  return lasted[Math.floor(lasted.length / 2)] ?? 0;
};

export const km03: Row = {
  id: 'KM03',
  what: 'Redis frozen, then without a reply',
  signal: 'fallback counters',
  play: async ({ wire, pause, say, startedAt }) => {
    const from = Date.now();
    signalRedis('SIGSTOP');
    try {
      await pause(seconds);
    } finally {
      signalRedis('SIGCONT');
    }
    say(`frozen for ${seconds} s`);
    const planted = wire.redis.plant({ toxic: { does: 'drop-reply' } });
    await pause(seconds);
    planted.remove();
    const to = Date.now();
    await pause(4);
    return {
      done: `frozen ${seconds} s, ${planted.hits()} replies dropped in ${seconds} s`,
      judge: async ({ stage }) => {
        const { told } = stage.shop;
        const orders = told.filter(({ route }) => route === 'POST /api/v1/orders');
        const calm = medianOf(orders.filter(({ at }) => at > startedAt + 1_000 && at < from));
        const away = medianOf(orders.filter(({ sentAt, at }) => sentAt > from && at < to));
        const more = away - calm;
        const lines = await saidBy(stage, 'fluxpay-local-api-');
        const failed = lines.filter(({ message }) => message === 'limiter.failed').length;
        const tierless = lines.filter(
          ({ message }) => message === 'idempotency.tier-1-away',
        ).length;
        return {
          findings: told
            .filter(({ status }) => status >= 500)
            .map(({ route, status, code }) => `${route} answered ${status} ${code}`),
          signal:
            failed === 0 || tierless === 0
              ? undefined
              : `limiter ${failed} times, answers ${tierless} times; an order ${more} ms longer`,
        };
      },
    };
  },
};
