// Ids of the present time with randomness of the operating system.
import { randomBytes } from 'node:crypto';
import { prefixed, uuidv7 } from '#core/kernel/ids.ts';
import type { Clock, Ids } from '#core/kernel/ports.ts';

/** Ten random bytes: 12 bits go into `rand_a`, 62 into `rand_b` (RFC 9562, section 5.7). */
const draw = (): { readonly randA: number; readonly randB: bigint } => {
  const bytes = randomBytes(10);
  return { randA: bytes.readUInt16BE(0) & 0xfff, randB: bytes.readBigUInt64BE(2) };
};

export const systemIds = (clock: Clock): Ids => {
  const uuid: Ids['uuid'] = () => {
    const { randA, randB } = draw();
    return uuidv7(clock.now(), randA, randB);
  };
  return {
    uuid,
    next: (prefix) => prefixed(prefix, uuid()),
    token: () => randomBytes(16).toString('hex'),
  };
};
