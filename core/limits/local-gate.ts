// The gate of a profile without Redis: the process's own buckets at full capacity. Nonces of writes
// are kept by the database; those of reads in the process, since a replayed read harms nobody.
import { tenantText } from '#core/contracts/tenant.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import {
  type AdmissionDecision,
  type AdmissionGate,
  type AdmissionRequest,
  costAboveBurst,
  nonceTtlSeconds,
} from './admission.ts';
import { keep } from './bounded-map.ts';
import { type LocalBuckets, localBuckets } from './local-bucket.ts';
import type { LimitPolicy, Nonces } from './ports.ts';

export interface LocalGateDeps {
  readonly nonces: Nonces;
  readonly instance: Instance;
  readonly clock: Clock;
}

const noncesMax = 10_000;

/** Takes the local buckets' units and then the nonce; gives the units back when the nonce stops it. */
export const admitByBuckets = async (
  buckets: LocalBuckets,
  request: Pick<AdmissionRequest, 'tenant'> & { readonly policies: readonly LimitPolicy[] },
  { isFailedOpen, useNonce }: { isFailedOpen: boolean; useNonce: () => Promise<boolean> },
): Promise<AdmissionDecision> => {
  const refused = buckets.take(request.tenant, request.policies);
  if (refused !== undefined) return { kind: 'LIMITED', ...refused, isFailedOpen };

  let isFresh = false;
  try {
    isFresh = await useNonce();
  } finally {
    if (!isFresh) buckets.giveBack(request.tenant, request.policies);
  }
  return isFresh ? { kind: 'ALLOWED', isFailedOpen } : { kind: 'NONCE_USED' };
};

/** Nonces of one process, for reads. */
const processNonces = ({ instance, clock }: LocalGateDeps): Nonces => ({
  use: async ({ tenant, keyId, nonce, ttlSeconds }) => {
    const seen = instance.memory('limits.nonces', () => new Map<string, number>());
    const key = [tenantText(tenant), keyId, nonce].join('|');
    const now = clock.now();
    if ((seen.get(key) ?? 0) > now) return false;
    keep(seen, key, now + ttlSeconds * 1000, noncesMax);
    return true;
  },
});

export const localGate = (deps: LocalGateDeps): AdmissionGate => {
  const buckets = localBuckets(deps);
  const ofProcess = processNonces(deps);

  return {
    admit: async (request) => {
      const impossible = costAboveBurst(request.policies);
      if (impossible !== undefined) return impossible;
      const { tenant, keyId, nonce } = request;
      const nonces = request.isWrite ? deps.nonces : ofProcess;
      return admitByBuckets(buckets, request, {
        isFailedOpen: false,
        useNonce: () => nonces.use({ tenant, keyId, nonce, ttlSeconds: nonceTtlSeconds }),
      });
    },
    giveBack: async (grant) => buckets.giveBack(grant.tenant, grant.policies),
  };
};
