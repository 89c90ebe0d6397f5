// Keys remembered by one process, so that a signed request costs no read. What this forgets to
// forget is the time a revocation takes: 60 s. Source: API specification, section 4.3.
import type { KeyId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import type { ApiKeys, Credential } from './ports.ts';

const knownMs = 60_000;
/** Short, since a key may have been made a moment after somebody guessed its name. */
const unknownMs = 5_000;
const keptMax = 1_000;

interface Kept {
  readonly credential: Credential | undefined;
  readonly until: Instant;
}

/** The oldest entry leaves first: invented key ids cannot fill the memory. */
const keep = (kept: Map<KeyId, Kept>, keyId: KeyId, entry: Kept): void => {
  kept.delete(keyId);
  const [oldest] = kept.keys();
  if (kept.size >= keptMax && oldest !== undefined) kept.delete(oldest);
  kept.set(keyId, entry);
};

export const cachedApiKeys = (keys: ApiKeys, instance: Instance, clock: Clock): ApiKeys => ({
  byId: async (keyId) => {
    const kept = instance.memory('merchants.api-keys', () => new Map<KeyId, Kept>());
    const now = clock.now();
    const found = kept.get(keyId);
    if (found !== undefined && now < found.until) return found.credential;

    const credential = await keys.byId(keyId);
    const until = plus(now, credential === undefined ? unknownMs : knownMs);
    keep(kept, keyId, { credential, until });
    return credential;
  },
});
