// Creates a merchant, and its keys: what an operator does first. Both are audited.
import { type Answer, created, refusal } from '#core/contracts/http/answer.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { type CommitDeps, commitAnswer, refuse } from '#core/outbox/commit-answer.ts';
import { type ApiKey, isUsable, tenantOfKey } from './api-key.ts';
import { endpointsOf, type Merchant, usableKeysMax } from './merchant.ts';
import { keyObject, merchantObject, type WebhookRoads } from './merchant-object.ts';
import type { MerchantReads } from './ports.ts';

/** Makes and hides secrets of API keys. */
export interface KeySecrets {
  /** A new key id and secret for that environment: `fps_test_` and 40 hex digits. */
  make(environment: Environment): { readonly keyId: KeyId; readonly secret: string };
  /** Ciphertext bound to tenant and key id. */
  encrypt(secret: string, tenant: Tenant, keyId: KeyId): Promise<string>;
}

export interface CreateMerchant {
  readonly merchantId: MerchantId;
  readonly name: string;
  readonly services: readonly string[];
  readonly providers: Merchant['providers'];
  readonly status: Merchant['status'];
  readonly reason: string;
  /** The environment whose tenant the audit record lies under. */
  readonly environment: Environment;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
}

/** @returns 201 with the merchant, 409 SYS_006 when the id is taken. */
export const createMerchant =
  (deps: CommitDeps & WebhookRoads & { readonly merchants: MerchantReads }) =>
  async (command: CreateMerchant): Promise<Answer> => {
    const at = deps.clock.now();
    const tenant: Tenant = { environment: command.environment, merchantId: command.merchantId };
    const merchant: Merchant = {
      merchantId: command.merchantId,
      name: command.name,
      status: command.status,
      services: command.services,
      providers: command.providers,
      keyIds: { live: [], test: [] },
      webhookEndpoints: { live: deps.ids.token(), test: deps.ids.token() },
      version: 1,
      createdAt: at,
    };
    const ended = await commitAnswer(deps)({
      claim: command.claim,
      answer: created(merchantObject(merchant, deps)),
      resource: { type: 'merchant', id: merchant.merchantId },
      present: async () => {
        const found = await deps.merchants.byId(merchant);
        return found === undefined ? null : merchantObject(found, deps);
      },
      draft: {
        name: 'TX-MERCHANT',
        tenant,
        rootId: merchant.merchantId,
        at,
        cause: command.cause,
        changes: [
          { change: 'merchant.create', merchant },
          ...endpointsOf(merchant).map((endpoint) => ({
            change: 'endpoint.create' as const,
            endpoint,
          })),
        ],
        audit: { action: 'merchant.create', object: merchant.merchantId, reason: command.reason },
      },
    });
    return ended.kind === 'ANSWER' ? ended.answer : refusal('SYS_006');
  };

export interface CreateApiKey {
  readonly merchantId: MerchantId;
  readonly environment: Environment;
  readonly scopes: readonly string[];
  readonly label: string;
  readonly reason: string;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
}

const newKey = async (
  deps: CommitDeps & { readonly secrets: KeySecrets },
  command: CreateApiKey,
): Promise<{ readonly key: ApiKey; readonly secret: string }> => {
  const { merchantId, environment } = command;
  const { keyId, secret } = deps.secrets.make(environment);
  const secretCipher = await deps.secrets.encrypt(secret, { environment, merchantId }, keyId);
  return {
    secret,
    key: {
      keyId,
      merchantId,
      environment,
      scopes: command.scopes,
      state: 'ACTIVE',
      label: command.label,
      secretCipher,
      createdAt: deps.clock.now(),
    },
  };
};

/** A key that was retired leaves its place when its time is over, not before. */
const usableOf = async (
  { merchants, clock }: CommitDeps & { readonly merchants: MerchantReads },
  merchant: Merchant,
  environment: Environment,
): Promise<readonly KeyId[]> => {
  const keyIds = merchant.keyIds[environment];
  if (keyIds.length < usableKeysMax) return keyIds;
  const keys = await merchants.keysOf(keyIds);
  return keys.filter((key) => isUsable(key, clock.now())).map(({ keyId }) => keyId);
};

/** By its key: a repeat of a creation finds its answer, although its own key has taken the place. */
const tooMany = (
  deps: CommitDeps & { readonly merchants: MerchantReads },
  { merchantId, environment, cause, claim }: CreateApiKey,
): Promise<Answer> =>
  refuse(deps)({
    tenant: { merchantId, environment },
    cause,
    claim,
    answer: refusal('SYS_006'),
    action: 'api-key.create',
    rootId: merchantId,
    present: async ({ resourceId }) => {
      const [key] = await deps.merchants.keysOf(
        resourceId === undefined ? [] : [resourceId as KeyId],
      );
      return key === undefined ? null : keyObject(key);
    },
  });

const roundsMax = 3;

/**
 * Creates a key. The secret is in this answer alone: it is not stored for replay, so a repeat of a
 * lost answer shows the key without it, and the key is then retired and made anew.
 *
 * @returns 201 with the key and its secret, 404 SYS_005, 409 SYS_006 for a third usable key.
 */
export const createApiKey =
  (deps: CommitDeps & { readonly merchants: MerchantReads; readonly secrets: KeySecrets }) =>
  async (command: CreateApiKey): Promise<Answer> => {
    for (let round = 0; round < roundsMax; round += 1) {
      const before = await deps.merchants.byId(command);
      if (before === undefined) return refusal('SYS_005');
      const usable = await usableOf(deps, before, command.environment);
      if (usable.length >= usableKeysMax) return tooMany(deps, command);

      const { key, secret } = await newKey(deps, command);
      const after: Merchant = {
        ...before,
        version: before.version + 1,
        keyIds: { ...before.keyIds, [command.environment]: [...usable, key.keyId] },
      };
      const answer = created(keyObject(key));
      const ended = await commitAnswer(deps)({
        claim: command.claim,
        answer,
        resource: { type: 'api-key', id: key.keyId },
        present: () => Promise.resolve(keyObject(key)),
        draft: {
          name: 'TX-API-KEY',
          tenant: tenantOfKey(key),
          rootId: key.merchantId,
          at: key.createdAt,
          cause: command.cause,
          changes: [
            { change: 'merchant.advance', before, after },
            { change: 'key.create', key },
          ],
          audit: { action: 'api-key.create', object: key.keyId, reason: command.reason },
        },
      });
      if (ended.kind === 'LOST') continue;
      const isFresh = ended.answer === answer;
      return isFresh ? { ...answer, result: { ...keyObject(key), secret } } : ended.answer;
    }
    return refusal('SYS_006');
  };
