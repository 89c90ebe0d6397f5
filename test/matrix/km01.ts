// KM01: the worker of a confirm dies at each of the six places where something is on its way.
import { poll } from '#local/cloud/poll.ts';
import type { Direction, Rule } from '#test/support/proxy/toxics.ts';
import { adoptedByRead, commitsBy } from './facts.ts';
import type { Row, RowStage } from './row.ts';
import { isClaim, isConfirm, isRecord } from './wire.ts';

const times = 10;
const limitMs = 60_000;

interface Place {
  readonly name: string;
  readonly proxy: 'aws' | 'pg';
  readonly on: Direction;
  readonly matches: NonNullable<Rule['matches']>;
}

const places: readonly Place[] = [
  { name: 'claim sent', proxy: 'aws', on: 'request', matches: isClaim },
  { name: 'claim answered', proxy: 'aws', on: 'reply', matches: isClaim },
  { name: 'PG request sent', proxy: 'pg', on: 'request', matches: isConfirm },
  { name: 'PG reply passed', proxy: 'pg', on: 'reply', matches: isConfirm },
  { name: 'record sent', proxy: 'aws', on: 'request', matches: isRecord },
  { name: 'record answered', proxy: 'aws', on: 'reply', matches: isRecord },
];

/** Every third of them, so that two of three payments go their ordinary way. */
const killAt = async ({ wire, say }: RowStage, place: Place): Promise<number> => {
  const proxy = wire[place.proxy];
  const before = proxy.killed.length;
  const { on, matches } = place;
  const planted = proxy.plant({ toxic: { does: 'kill' }, on, matches, every: 3, times });
  await poll(async () => planted.hits() >= times, limitMs);
  planted.remove();
  const killed = proxy.killed.length - before;
  say(`${place.name}: ${killed} workers killed`);
  return killed;
};

export const km01: Row = {
  id: 'KM01',
  what: 'worker of a confirm kill -9 at six places',
  signal: 'watchdog counter',
  play: async (stage) => {
    const kills: { readonly name: string; readonly killed: number }[] = [];
    for (const place of places) {
      kills.push({ name: place.name, killed: await killAt(stage, place) });
    }
    const all = kills.reduce((sum, { killed }) => sum + killed, 0);
    return {
      done: `${all} workers killed, ${times} at each place`,
      judge: (seen) => {
        const byWatchdog = commitsBy(seen, 'engine:watchdog').length;
        const adopted = adoptedByRead(seen).length;
        return {
          findings: kills
            .filter(({ killed }) => killed < times)
            .map(({ name, killed }) => `${name}: only ${killed} of ${times} workers were killed`),
          signal:
            byWatchdog === 0
              ? undefined
              : `${byWatchdog} commits by the watchdog, ${adopted} adopted by read`,
        };
      },
    };
  },
};
