// KM04: the store cannot be reached for 5 s and for 20 s; then every third transaction is written, and nobody is told.

import type { Exchange } from '#test/support/proxy/toxics.ts';
import type { Row } from './row.ts';
import { isStore, isTokenStep, isTransaction } from './wire.ts';

const outages = [5, 20];
const breathSeconds = 5;
const dropSeconds = 6;

/** Five tries of a commit, each sent at most twice by the SDK. */
const sendingsMax = 10;

const isCutOff = (exchange: Exchange): boolean => isStore(exchange) && !isTokenStep(exchange);

/** What a client may be told while nobody can write. */
const mayBeTold = ({
  status,
  code,
}: {
  readonly status: number;
  readonly code: string;
}): boolean =>
  status < 500 ? status !== 202 || code === 'PAY_005' || code === 'COMMON_001' : status === 503;

export const km04: Row = {
  id: 'KM04',
  what: 'store unreachable, then every third transaction without its reply',
  signal: 'bounded retries',
  perSecondMax: 4,
  quietSeconds: 120,
  play: async ({ wire, pause, say }) => {
    let lost = 0;
    for (const seconds of outages) {
      const planted = wire.aws.plant({ toxic: { does: 'black-hole' }, matches: isCutOff });
      await pause(seconds);
      planted.remove();
      lost += planted.hits();
      say(`unreachable for ${seconds} s: ${planted.hits()} requests came to nothing`);
      await pause(breathSeconds);
    }
    const dropping = wire.aws.plant({
      toxic: { does: 'drop-reply' },
      matches: (exchange) => isTransaction(exchange) && !isTokenStep(exchange),
      every: 3,
    });
    await pause(dropSeconds);
    dropping.remove();
    return {
      done: `${lost} requests swallowed in ${outages.join(' and ')} s, ${dropping.hits()} replies dropped`,
      judge: ({ stage: { shop } }) => {
        const most = Math.max(0, ...wire.sendings.values());
        const repeated = [...wire.sendings.values()].filter((many) => many > 1).length;
        return {
          findings: [
            ...shop.told
              .filter((told) => told.status !== 0 && !mayBeTold(told))
              .map(({ route, status, code }) => `${route} answered ${status} ${code}`),
            ...(dropping.hits() === 0 ? ['no reply was dropped'] : []),
            ...(most > sendingsMax ? [`one transaction was sent ${most} times`] : []),
          ],
          signal:
            repeated === 0
              ? undefined
              : `${repeated} transactions sent again, at most ${most} times`,
        };
      },
    };
  },
};
