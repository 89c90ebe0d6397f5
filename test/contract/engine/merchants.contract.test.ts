// What an operator does first: a merchant, and its keys. The secret is shown once and stored nowhere.
import { describe, expect, it } from 'vitest';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { PgProvider } from '#core/contracts/vocabulary.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import { createApiKey, createMerchant } from '#core/merchants/create-merchant.ts';
import { clientKeysOf } from '#core/merchants/merchant.ts';
import { getMerchant } from '#core/merchants/read-merchants.ts';
import { webhookProvidersOf } from '#functions/_wiring/webhook-providers.ts';
import { auditsOf } from '#test/support/engine/books.ts';
import { cause, claimOf } from '#test/support/engine/engine.ts';
import { resultOf, shop } from '#test/support/engine/sale.ts';
import { aMerchant } from '#test/support/engine/sample-rows.ts';
import type { World } from '#test/support/engine/world.ts';

const merchantId = 'M7' as MerchantId;

const makeMerchant = (at: World, key = 'm-1', over: object = {}): Promise<Answer> =>
  createMerchant(at.deps)({
    merchantId,
    name: 'Cup shop',
    services: ['shop'],
    providers: { test: { toss: { clientKey: 'ck' } } },
    status: 'ACTIVE',
    reason: 'onboarding',
    environment: 'test',
    cause,
    claim: claimOf('/admin/v1/merchants', { key }),
    ...over,
  });

const secretsOf = () => {
  let made = 0;
  return {
    make: (environment: string) => {
      made += 1;
      return { keyId: `fpk_${environment}_M7_${made}` as KeyId, secret: `fps_${made}` };
    },
    encrypt: (secret: string) => Promise.resolve(`cipher of ${secret.length}`),
  };
};

const makeKey = (
  at: World,
  key: string,
  over: { readonly label?: string } = {},
  secrets = secretsOf(),
): Promise<Answer> =>
  createApiKey({ ...at.deps, secrets })({
    merchantId,
    environment: 'test',
    scopes: ['orders:write'],
    label: over.label ?? '',
    reason: 'first key',
    cause,
    claim: claimOf('/admin/v1/merchants/{merchantId}/keys', { key }),
  });

describe('a merchant', () => {
  it('is made once, and its audit record tells why', async () => {
    const at = shop();

    const made = await makeMerchant(at);
    const again = await makeMerchant(at, 'm-2');

    expect(made).toMatchObject({ status: 201, result: { merchantId, status: 'ACTIVE' } });
    expect(again).toMatchObject({ status: 409, code: 'SYS_006' });
    expect(auditsOf(at)).toMatchObject([{ action: 'merchant.create', reason: 'onboarding' }]);
  });

  it('is shown as it is now once the answer is a day old', async () => {
    const at = shop();
    await makeMerchant(at);
    at.clock.advance(86_400_001);

    const late = await makeMerchant(at);

    expect(late).toMatchObject({ status: 409, code: 'PAY_003', result: { merchantId } });
  });

  it('that cannot be read is shown as nothing', async () => {
    const at = shop();
    await makeMerchant(at);
    at.clock.advance(86_400_001);
    const deps = { ...at.deps, merchants: { byId: () => Promise.resolve(undefined) } };

    const late = await makeMerchant({ ...at, deps: { ...at.deps, ...deps } as never });

    expect(late).toMatchObject({ code: 'PAY_003', result: null });
  });

  it('is told the addresses that its stage has, and of real money none of the sandbox', async () => {
    const at = shop();
    const addressesOf = async (webhookProviders: readonly PgProvider[], key: string) => {
      const here = { ...at, deps: { ...at.deps, webhookProviders } };
      const made = await makeMerchant(here, key, { merchantId: key as MerchantId });
      const read = await getMerchant(here.deps)({ merchantId: key as MerchantId });
      expect(read.result).toEqual(made.result);
      const { live, test } = resultOf(made)['webhookUrls'] as Record<string, object>;
      return [Object.keys(live ?? {}), Object.keys(test ?? {})];
    };

    expect(await addressesOf(webhookProvidersOf({ pgSandboxBaseUrl: '' }), 'M8')).toEqual([
      ['toss'],
      ['toss'],
    ]);
    expect(await addressesOf(webhookProvidersOf({ pgSandboxBaseUrl: 'http://x' }), 'M9')).toEqual([
      ['toss'],
      ['toss', 'sandbox'],
    ]);
  });

  it('has the PG’s public keys of an environment', () => {
    const merchant = aMerchant();

    expect(clientKeysOf(merchant, 'test')).toEqual({ toss: 'test_ck_liar_tliar01' });
    expect(clientKeysOf(merchant, 'live')).toEqual({});
  });
});

describe('an API key', () => {
  it('is shown with its secret once, and stored without it', async () => {
    const at = shop();
    await makeMerchant(at);
    const secrets = secretsOf();

    const made = await makeKey(at, 'k-1', { label: 'till' }, secrets);
    const replay = await makeKey(at, 'k-1', { label: 'till' }, secrets);

    expect(resultOf(made)).toMatchObject({
      keyId: 'fpk_test_M7_1',
      secret: 'fps_1',
      label: 'till',
    });
    expect(replay).toMatchObject({ status: 201, isReplayed: true });
    expect(resultOf(replay)).not.toHaveProperty('secret');
    expect(
      JSON.stringify([...at.dynamo.dump('engine'), ...at.dynamo.dump('idempotency')]),
    ).not.toContain('fps_1');
  });

  it('is the second of two at most', async () => {
    const at = shop();
    await makeMerchant(at);
    const secrets = secretsOf();

    const answers = [
      await makeKey(at, 'k-1', {}, secrets),
      await makeKey(at, 'k-2', {}, secrets),
      await makeKey(at, 'k-3', {}, secrets),
    ];

    const replay = await makeKey(at, 'k-1', {}, secrets);
    at.clock.advance(86_400_001);
    const late = [await makeKey(at, 'k-1', {}, secrets), await makeKey(at, 'k-3', {}, secrets)];

    expect(late).toMatchObject([
      { code: 'PAY_003', result: { keyId: 'fpk_test_M7_1' } },
      { code: 'PAY_003', result: null },
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 409]);
    expect(replay).toMatchObject({ status: 201, isReplayed: true });
    expect(resultOf(answers[0] as Answer)).not.toHaveProperty('label');
  });

  it('is one of two where four are asked at once: nobody makes a third', async () => {
    const at = shop();
    await makeMerchant(at);
    const secrets = secretsOf();

    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((key) => makeKey(at, key, {}, secrets)),
    );

    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(2);
    const merchant = await at.deps.merchants.byId({ merchantId });
    expect(merchant?.keyIds.test).toHaveLength(2);
  });

  it('needs a merchant', async () => {
    const at = shop();

    const answer = await makeKey(at, 'k-1');

    expect(answer).toMatchObject({ status: 404, code: 'SYS_005' });
  });

  it('gives up when every round is lost', async () => {
    const at = shop();
    await makeMerchant(at);
    const lost = { ok: false as const, error: { lost: 'merchant.advance' as const } };
    const deps = { ...at.deps, unitOfWork: { commit: () => Promise.resolve(lost) } };

    const answer = await makeKey({ ...at, deps }, 'k-1');

    expect(answer).toMatchObject({ status: 409, code: 'SYS_006' });
  });
});
