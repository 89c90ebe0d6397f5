// Doubles of the scripts of the answer cache.
import { type ScriptDouble, wholeNumber } from './script-double.ts';

const keptAfterLeaseMs = 600_000;

export const idemClaim: ScriptDouble = (store, [key = ''], args) => {
  const [fingerprint = '', owner = ''] = args;
  const leaseMs = wholeNumber(args[2]);
  const now = Math.floor(store.nowMicros() / 1000);
  const record = store.hash(key);
  const answer = record?.get('answer');
  const leaseEnd = record?.get('leaseEnd');
  const leftMs = leaseEnd === undefined ? 0 : wholeNumber(leaseEnd) - now;

  if (record !== undefined && (answer !== undefined || leftMs > 0)) {
    if (record.get('fingerprint') !== fingerprint) return ['OTHER'];
    return answer === undefined ? ['BUSY', leftMs] : ['DONE', answer];
  }
  store.setHash(
    key,
    { fingerprint, owner, leaseEnd: String(now + leaseMs) },
    leaseMs + keptAfterLeaseMs,
  );
  return [record === undefined ? 'NEW' : 'STALE'];
};

export const idemDone: ScriptDouble = (store, [key = ''], args) => {
  const [owner = '', fingerprint = '', answer = ''] = args;
  if (owner !== '*' && store.hash(key)?.get('owner') !== owner) return 'LOST';
  store.setHash(key, { fingerprint, answer }, wholeNumber(args[3]) * 1000);
  return 'OK';
};

export const idemFree: ScriptDouble = (store, [key = ''], [owner = '']) => {
  if (store.hash(key)?.get('owner') !== owner) return 0;
  return store.delete(key) ? 1 : 0;
};
