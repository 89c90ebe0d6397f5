// A key of M123 for its other environment: the same merchant, and none of its objects.
import { existsSync, readFileSync } from 'node:fs';
import { inCache, writeOwnFile } from '#local/cloud/places.ts';
import { operatorOf } from './operator.ts';
import type { Credentials, RunningCloud } from './running-cloud.ts';

type Kept = Credentials & { readonly startedAt: string };

const file = inCache('e2e-live-key.json');

/** A secret is shown once and two keys fit, so the key is kept for as long as its cloud runs. */
export async function liveKeyOf(cloud: RunningCloud): Promise<Credentials> {
  const { startedAt, apiUrl } = cloud;
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : undefined;
  if (kept?.startedAt === startedAt) return kept;
  const made = { ...(await makeKey(cloud)), apiUrl, startedAt };
  writeOwnFile(file, JSON.stringify(made));
  return made;
}

async function makeKey(cloud: RunningCloud): Promise<Pick<Credentials, 'keyId' | 'secret'>> {
  const operator = await operatorOf(cloud, 'e2e-operator');
  const { code, result } = await operator({
    method: 'POST',
    path: `/admin/v1/merchants/${cloud.merchantId}/api-keys`,
    idempotencyKey: `e2e-live-key-${cloud.startedAt}`,
    body: {
      environment: 'live',
      scopes: [
        ...['orders:read', 'orders:write', 'payments:read', 'payments:write'],
        ...['refunds:write', 'callbacks:write', 'idempotency:read'],
      ],
      label: 'e2e, other environment',
      reason: 'Isolation of environments',
    },
  });
  const { keyId, secret } = result ?? {};
  if (typeof keyId === 'string' && typeof secret === 'string') return { keyId, secret };
  throw new Error(`no live key: ${code}`);
}
