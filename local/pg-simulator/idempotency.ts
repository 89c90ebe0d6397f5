// The rules of the Idempotency-Key header: what is replayed, for how long, and what is stored.
import { createHash } from 'node:crypto';
import type { FaultMark, KeyRecord } from './state.ts';
import type { Switches } from './switches.ts';

export const keyLengthMax = 300;

const keptMs = 15 * 24 * 3600 * 1000;

export interface StoredReply {
  readonly status: number;
  readonly body: string;
}

export const bodyDigest = (body: string | undefined): string =>
  createHash('sha256')
    .update(body ?? '')
    .digest('base64url');

/** The reply a repeat gets, or undefined when it executes. */
export const replayOf = (
  record: KeyRecord | undefined,
  { now, digest, switches }: { now: number; digest: string; switches: Switches },
): StoredReply | undefined => {
  if (!record?.reply) return undefined;
  const isExpired = now - record.firstAt > keptMs;
  if (isExpired && switches['idem.expire'] === 'execute') return undefined;
  const isOtherBody = record.bodyDigest !== digest;
  if (isOtherBody && switches['idem.otherBody'] === 'execute') return undefined;
  return record.reply;
};

/** What stays under the key: the true reply, the lie, or nothing. */
export const replyToStore = (
  fault: FaultMark | undefined,
  { truth, told, switches }: { truth: StoredReply; told: StoredReply; switches: Switches },
): StoredReply | null => {
  if (fault?.fault === 'F07' || fault?.fault === 'F08' || fault?.fault === 'F26') return told;
  const reply = fault?.fault === 'F05' || fault?.fault === 'F06' ? told : truth;
  return reply.status < 500 || switches['idem.store5xx'] === 'replay' ? reply : null;
};

/** Faults that stand before the key is looked at: nothing is kept, not even that the key was seen. */
export const leavesNoTrace = (fault: FaultMark): boolean =>
  ['F03', 'F10', 'F11', 'F25'].includes(fault.fault);

export const nextKeyRecord = (
  previous: KeyRecord | undefined,
  next: Omit<KeyRecord, 'firstAt' | 'executions' | 'effects'> & {
    readonly now: number;
    readonly ran: boolean;
    readonly hadEffect: boolean;
  },
): KeyRecord => {
  const { now, ran, hadEffect, ...rest } = next;
  const isStillKept = previous !== undefined && now - previous.firstAt <= keptMs;
  return {
    ...rest,
    firstAt: isStillKept ? previous.firstAt : now,
    executions: (previous?.executions ?? 0) + (ran ? 1 : 0),
    effects: (previous?.effects ?? 0) + (hadEffect ? 1 : 0),
  };
};
