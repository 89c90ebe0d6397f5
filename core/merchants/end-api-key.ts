// The end of a key: retired, it works on for its days while traffic moves; revoked, it is over.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { type CommitDeps, commitAnswer, type Ended, refuse } from '#core/outbox/commit-answer.ts';
import { type ApiKey, keyMoves, retire, revoke, tenantOfKey } from './api-key.ts';
import { type Merchant, withoutKey } from './merchant.ts';
import { keyObject } from './merchant-object.ts';
import type { MerchantReads } from './ports.ts';

export interface EndApiKey {
  readonly merchantId: MerchantId;
  readonly keyId: KeyId;
  readonly to: 'RETIRING' | 'REVOKED';
  /** RETIRING: until when it works; default in seven days. */
  readonly expiresAt?: Instant;
  readonly reason: string;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
}

type Deps = CommitDeps & { readonly merchants: MerchantReads };

const dayMs = 86_400_000;
const retireDays = 7;
const retireDaysMax = 90;

/** A time in the past, or far ahead, is a mistake of typing: it is taken as now, or as the most. */
const expiryOf = ({ expiresAt }: EndApiKey, now: Instant): Instant => {
  if (expiresAt === undefined) return plus(now, retireDays * dayMs);
  const last = plus(now, retireDaysMax * dayMs);
  if (expiresAt > last) return last;
  return expiresAt < now ? now : expiresAt;
};

const changesOf = (merchant: Merchant, before: ApiKey, after: ApiKey): Change[] =>
  before.state === after.state
    ? []
    : [
        { change: 'key.advance', before, after },
        ...(after.state === 'REVOKED'
          ? [
              {
                change: 'merchant.advance' as const,
                before: merchant,
                after: withoutKey(merchant, after.environment, after.keyId),
              },
            ]
          : []),
      ];

const endOnce = (
  deps: Deps,
  command: EndApiKey,
  merchant: Merchant,
  before: ApiKey,
): Promise<Ended> => {
  const { claim, cause, reason, to } = command;
  const at = deps.clock.now();
  const moved = to === 'REVOKED' ? revoke(before) : retire(before, expiryOf(command, at));
  // Asked for the state it has: nothing is written but the answer and its record.
  const after = before.state === to ? before : moved;
  return commitAnswer(deps)({
    claim,
    answer: done(keyObject(after)),
    resource: { type: 'api-key', id: before.keyId },
    present: () => Promise.resolve(keyObject(after)),
    draft: {
      name: 'TX-API-KEY',
      tenant: tenantOfKey(before),
      rootId: before.merchantId,
      at,
      cause,
      changes: changesOf(merchant, before, after),
      audit: {
        action: to === 'REVOKED' ? 'api-key.revoke' : 'api-key.retire',
        object: before.keyId,
        statusBefore: before.state,
        statusAfter: after.state,
        reason,
      },
    },
  });
};

const refused = (deps: Deps, command: EndApiKey, key: ApiKey): Promise<Answer> =>
  refuse(deps)({
    tenant: tenantOfKey(key),
    cause: command.cause,
    claim: command.claim,
    answer: refusal('SYS_006', keyObject(key)),
    action: 'api-key.retire',
    rootId: key.keyId,
    present: () => Promise.resolve(keyObject(key)),
  });

const roundsMax = 3;

/** @returns 200 with the key, 404 SYS_005, 409 SYS_006 for retiring what is revoked. */
export const endApiKey =
  (deps: Deps) =>
  async (command: EndApiKey): Promise<Answer> => {
    for (let round = 0; round < roundsMax; round += 1) {
      const [merchant, key] = await Promise.all([
        deps.merchants.byId(command),
        deps.merchants.keyById(command.keyId),
      ]);
      if (merchant === undefined || key?.merchantId !== merchant.merchantId) {
        return refusal('SYS_005');
      }
      const mayEnd = key.state === command.to || keyMoves[key.state].includes(command.to);
      if (!mayEnd) return refused(deps, command, key);
      const ended = await endOnce(deps, command, merchant, key);
      if (ended.kind === 'ANSWER') return ended.answer;
    }
    return refusal('SYS_006');
  };
