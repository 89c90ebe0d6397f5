// Reads a tier-2 record by the decision table: who may go on, who waits, who gets the stored answer.
import type { Instant } from '#core/kernel/instant.ts';
import type { IdempotencyRecord } from './idempotency-record.ts';

export type RecordVerdict =
  /** The same key with another payload. */
  | { readonly kind: 'OTHER_PAYLOAD' }
  /** Somebody is at work and its lease is alive. */
  | { readonly kind: 'IN_PROGRESS' }
  /** Finished: replay the kept answer, or show the object as it is now. */
  | { readonly kind: 'FINISHED' }
  /** Abandoned or released: go on from the recovery point with the fence raised by one. */
  | { readonly kind: 'TAKE_OVER'; readonly fence: number; readonly recoveryPoint: string };

/**
 * Judges the record that a condition met.
 *
 * A lease that ends at this very instant is over; a COMPLETED record has none and stays for ever.
 */
export const judgeRecord = (
  record: IdempotencyRecord,
  fingerprint: string,
  now: Instant,
): RecordVerdict => {
  if (record.fingerprint !== fingerprint) return { kind: 'OTHER_PAYLOAD' };
  if (record.state === 'COMPLETED') return { kind: 'FINISHED' };
  const isLeaseAlive = record.leaseUntil !== undefined && now <= record.leaseUntil;
  if (record.state === 'IN_PROGRESS' && isLeaseAlive) return { kind: 'IN_PROGRESS' };
  return { kind: 'TAKE_OVER', fence: record.fence, recoveryPoint: record.recoveryPoint };
};
