// KM06: the PG swallows every request for 15 s; then it answers and lies for 20 s.

import type { LocalCloud } from '#local/cloud/local-file.ts';
import { openDesk } from '#test/hostile/desk.ts';
import { operatorOf } from '#test/support/cloud/operator.ts';
import { numberAt, statusOf, textAt } from '#test/support/invariants/field-reading.ts';
import { ownRows } from './facts.ts';
import type { Row, Seen } from './row.ts';

const holeSeconds = 15;
const hostileSeconds = 20;
const confirmRoute = 'POST /api/v1/payments/confirm';

/** Refused before the claim: no attempt under that key was sent before the refusal was told. */
const claimedAllTheSame = (seen: Seen): readonly string[] => {
  const attempts = ownRows(seen, 'ATTEMPT');
  return seen.stage.shop.told
    .filter(({ code }) => code === 'PAY_009')
    .flatMap(({ key, sentAt, at }) =>
      attempts
        .filter((row) => textAt(row, 'idempotency', 'scope') === `${confirmRoute}#${key}`)
        .filter((row) => numberAt(row, 'sentAt') >= sentAt && numberAt(row, 'sentAt') <= at)
        .map((row) => `PAY_009 was told, and ${row.sk} was claimed`),
    );
};

/** A cancel refused for good under our key is a person's; nothing else is, and this row's person has ended it. */
const wronglyAsked = ({ view, stage }: Seen): readonly string[] =>
  view.tables
    .ofKind('ITEM')
    .filter((row) => numberAt(row, 'openedAt') >= stage.startedAt)
    .map((row) => `a person was asked: ${textAt(row, 'kind')} ${statusOf(row)}`)
    .filter((asked) => !asked.endsWith('CANCEL_REFUSED RESOLVED'));

/** Its window is a minute long: what rows before did to it is not this row's. */
const closeBreaker = async (cloud: LocalCloud, run: string): Promise<void> => {
  const operator = await operatorOf(cloud, 'matrix');
  const { isSuccess, status, code } = await operator({
    method: 'POST',
    path: '/admin/v1/circuit-breakers/pg-toss-confirm',
    idempotencyKey: `reset-${run}`,
    body: { action: 'RESET', reason: 'A row of the kill matrix begins' },
  });
  if (!isSuccess) throw new Error(`the breaker was not reset: ${status} ${code}`);
};

const breakerMoves = ({ view, stage }: Seen): readonly string[] =>
  view.tables
    .outbox()
    .filter(({ createdAt }) => createdAt >= stage.startedAt)
    .flatMap(({ events }) => events)
    .filter(({ type }) => type === 'com.fluxpay.ops.breaker_changed')
    .map(({ data }) => `${String(data['name'])} ${String(data['to'])}`);

export const km06: Row = {
  id: 'KM06',
  what: 'PG black hole, then profile hostile',
  signal: 'PG breaker series',
  // A held confirm keeps its worker for ten seconds, and each worker is a process.
  perSecondMax: 2,
  perRouteMax: 24,
  // An open breaker waits for a minute. Doubts that were lied to at every early slot wait for the one at five, and a
  // cancel that the PG has refused for good under our key goes on from there by a person's word.
  quietSeconds: 360,
  mayAskPersons: true,
  play: async ({ cloud, wire, pg, pause, say, run }) => {
    await closeBreaker(cloud, run);
    const from = Date.now();
    const planted = wire.pg.plant({ toxic: { does: 'black-hole' } });
    await pause(holeSeconds);
    planted.remove();
    const to = Date.now();
    say(`black hole: ${planted.hits()} requests swallowed`);
    const desk = openDesk(await operatorOf(cloud, 'matrix'), cloud.merchantId);
    try {
      await pg.profile('hostile');
      await pause(hostileSeconds);
      await pg.profile('faithful');
    } catch (fault) {
      await desk.close();
      throw fault;
    }
    return {
      done: `${planted.hits()} requests swallowed in ${holeSeconds} s, ${hostileSeconds} s of lies`,
      judge: async (seen) => {
        await desk.close();
        const { told } = seen.stage.shop;
        const reads = told.filter(
          ({ route, sentAt }) => route.startsWith('GET ') && sentAt >= from && sentAt <= to,
        );
        const badReads = reads.filter(({ status }) => status !== 200);
        const refused = told.filter(({ code }) => code === 'PAY_009').length;
        const moves = breakerMoves(seen);
        const hasOpened = moves.some((move) => move.endsWith(' OPEN'));
        const hasClosed = moves.some((move) => move.endsWith(' CLOSED'));
        return {
          findings: [
            ...claimedAllTheSame(seen),
            ...badReads.map(({ route, status, code }) => `${route} answered ${status} ${code}`),
            ...(reads.length === 0 ? ['nothing was read meanwhile'] : []),
            ...(refused === 0 ? ['nobody was told PAY_009'] : []),
            ...wronglyAsked(seen),
          ],
          signal:
            hasOpened && hasClosed
              ? `${moves.map((move) => move.split(' ')[1]).join(', ')}; ${refused} times PAY_009`
              : undefined,
        };
      },
    };
  },
};
