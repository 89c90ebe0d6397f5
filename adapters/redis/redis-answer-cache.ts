// Tier 1 of idempotency: one hash per scope, holding a claim (owner, end of its lease) or an answer.
// No hash tag: a scope is one key and needs no neighbours.

import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import { tenantText } from '#core/contracts/tenant.ts';
import type { AnswerCache, ClaimName, ClaimReply } from '#core/idempotency/ports.ts';
import { assert } from '#core/kernel/assert.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { RedisCommands } from './redis-commands.ts';

const keyOf = ({ tenant, scopeHash }: ClaimName): string =>
  `${tenantText(tenant)}:idem:${scopeHash}`;

/** What is kept of an answer. The message is added when it is sent, by the language of that request. */
const toStored = ({ status, code, result, retryAfterSeconds }: Answer): string => {
  assert(retryAfterSeconds === undefined, 'an answer that asks to come again is not final');
  return JSON.stringify({ status, code, result });
};

const isCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(errorTable, value);

const isResult = (value: unknown): value is JsonObject | null =>
  typeof value === 'object' && !Array.isArray(value);

const fromStored = (text: string): Answer => {
  const { status, code, result } = JSON.parse(text) as Record<string, unknown>;
  assert(
    typeof status === 'number' && isCode(code) && isResult(result),
    'a stored answer has status, code and result',
  );
  return { status, code, result };
};

const toReply = (reply: unknown): ClaimReply => {
  assert(Array.isArray(reply), 'idem-claim answers with an array');
  const [kind, detail] = reply as readonly unknown[];
  switch (kind) {
    case 'NEW':
    case 'STALE':
    case 'OTHER':
      return { kind };
    case 'BUSY':
      assert(typeof detail === 'number', 'a busy claim tells its lease');
      return { kind, leaseLeftMs: detail };
    default:
      assert(kind === 'DONE' && typeof detail === 'string', 'idem-claim answers a known word');
      return { kind, answer: fromStored(detail) };
  }
};

/** The answer cache on Redis. Every method throws when Redis does not answer in time. */
export const redisAnswerCache = (redis: RedisCommands): AnswerCache => ({
  claim: async (claim) => {
    const { fingerprint, owner, leaseMs } = claim;
    const args = [fingerprint, owner, leaseMs];
    return toReply(await redis.run('redis.idem-claim', 'idem-claim', [keyOf(claim)], args));
  },
  done: async (claim) => {
    const { owner, fingerprint, answer, ttlSeconds } = claim;
    const args = [owner, fingerprint, toStored(answer), ttlSeconds];
    const reply = await redis.run('redis.idem-done', 'idem-done', [keyOf(claim)], args);
    assert(reply === 'OK' || reply === 'LOST', 'idem-done answers OK or LOST');
    return reply === 'OK';
  },
  free: async (claim) => {
    const reply = await redis.run('redis.idem-free', 'idem-free', [keyOf(claim)], [claim.owner]);
    assert(reply === 1 || reply === 0, 'idem-free answers 1 or 0');
    return reply === 1;
  },
});
