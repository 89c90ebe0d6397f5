// An operator changes a merchant: its name, services, public keys of the PG, or whether it may sell. Processes
// remember a merchant for 60 s, so that a suspension takes that long at most.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Environment } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { type CommitDeps, commitAnswer, type Ended } from '#core/outbox/commit-answer.ts';
import type { Merchant } from './merchant.ts';
import { merchantObject, type WebhookRoads } from './merchant-object.ts';
import type { MerchantReads } from './ports.ts';

export interface ChangeMerchant {
  readonly merchantId: MerchantId;
  /** What is left out stays. */
  readonly changes: Partial<Pick<Merchant, 'name' | 'services' | 'providers' | 'status'>>;
  readonly reason: string;
  /** The environment whose tenant the audit record lies under. */
  readonly environment: Environment;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
}

type Deps = CommitDeps & WebhookRoads & { readonly merchants: MerchantReads };

const changeOnce = (deps: Deps, command: ChangeMerchant, before: Merchant): Promise<Ended> => {
  const { environment, merchantId, reason, cause, claim } = command;
  const { providers, ...rest } = command.changes;
  const after: Merchant = {
    ...before,
    ...rest,
    ...(providers === undefined ? {} : { providers: { ...before.providers, ...providers } }),
    version: before.version + 1,
  };
  return commitAnswer(deps)({
    claim,
    answer: done(merchantObject(after, deps)),
    resource: { type: 'merchant', id: merchantId },
    present: async () => {
      const found = await deps.merchants.byId(before);
      return found === undefined ? null : merchantObject(found, deps);
    },
    draft: {
      name: 'TX-MERCHANT',
      tenant: { environment, merchantId },
      rootId: merchantId,
      at: deps.clock.now(),
      cause,
      changes: [{ change: 'merchant.advance', before, after }],
      audit: {
        action: 'merchant.change',
        object: merchantId,
        statusBefore: before.status,
        statusAfter: after.status,
        before: merchantObject(before, deps),
        after: merchantObject(after, deps),
        reason,
      },
    },
  });
};

const roundsMax = 3;

/** @returns 200 with the merchant, 404 SYS_005, 409 SYS_006 when others changed it at every try. */
export const changeMerchant =
  (deps: Deps) =>
  async (command: ChangeMerchant): Promise<Answer> => {
    for (let round = 0; round < roundsMax; round += 1) {
      const before = await deps.merchants.byId(command);
      if (before === undefined) return refusal('SYS_005');
      const ended = await changeOnce(deps, command, before);
      if (ended.kind === 'ANSWER') return ended.answer;
    }
    return refusal('SYS_006');
  };
