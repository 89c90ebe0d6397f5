// KM05: the PG takes the money, and dies before it says so. It comes back on its journal.
import { killPg, startPg } from '#test/support/cloud/pg-switch.ts';
import { adoptedByRead, doubtsOf } from './facts.ts';
import type { Row } from './row.ts';
import { isConfirm } from './wire.ts';

const times = 20;
const doubtMsMax = 30_000;

export const km05: Row = {
  id: 'KM05',
  what: 'PG kill -9 after its commit, before its reply; back on its journal',
  signal: 'adopted by read',
  // The emulator hands a queue's work out ten messages at a time, between its streams: about seven a second when the
  // machine is full. Above that a doubt's look waits behind those at calls that ended long ago, which is not asked here.
  perSecondMax: 4,
  play: async (stage) => {
    const { wire, pause, say } = stage;
    let killed = 0;
    for (let nth = 1; nth <= times; nth += 1) {
      const hit = Promise.withResolvers<void>();
      const planted = wire.pg.plant({
        toxic: { does: 'drop-reply' },
        matches: isConfirm,
        times: 1,
        onHit: () => {
          killPg();
          killed += 1;
          hit.resolve();
        },
      });
      await hit.promise;
      planted.remove();
      await startPg();
      if (nth % 5 === 0) say(`${nth} of ${times} kills`);
      // Up for longer than it was away, which is under a second: the breaker sees that most calls are answered, and of
      // the four reads of a doubt's first 20 s one meets a PG that can be read.
      await pause(3);
    }
    return {
      done: `${killed} kills of the PG`,
      judge: (seen) => {
        const adopted = adoptedByRead(seen).length;
        const doubts = doubtsOf(seen);
        const long = doubts.filter((ms) => ms > doubtMsMax);
        return {
          findings: long.map((ms) => `a doubt lasted ${ms / 1_000} s, longer than 30 s`),
          signal:
            adopted < killed
              ? undefined
              : `${adopted} adopted, longest of ${doubts.length} doubts ${Math.max(0, ...doubts) / 1_000} s`,
        };
      },
    };
  },
};
