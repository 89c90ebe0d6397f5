// What the idempotency rows' conditions ask beside the state: lives of answers, and records that are
// finished whatever else they hold. Over the real adapters and whatever store a factory opens.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerKey, idempotencyKey } from '#adapters/dynamo/keys.ts';
import { toAttributes } from '#adapters/dynamo/row-values.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim, IdempotencyWrite } from '#core/idempotency/idempotency-record.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Change } from '#core/outbox/commit.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;
const won = { ok: true, value: undefined };
const answer: Answer = { status: 200, code: 'COMMON_000', result: {} };
const claim: IdempotencyClaim = {
  scope: 'POST /api/v1/orders#key-1',
  fingerprint: 'f'.repeat(64),
  leaseMs: 30_000,
  answerTtlSeconds: 86_400,
};
const { scope } = claim;
const dayMs = 86_400_000;

let values = 0;

/** A row of its own: two equal transactions would be one under their token. */
const own = (tenant: Tenant): Change => {
  values += 1;
  const value = `own-${values}`;
  return { change: 'unique.create', tenant, kind: 'MORDER', value, owner: 'nobody' };
};

export const storeIdempotencySuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  let world: StoreWorld;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const putRaw = (table: string, row: Parameters<typeof toAttributes>[0]) =>
    world.store.client.send(
      'init.ping',
      new PutItemCommand({ TableName: table, Item: toAttributes(row) }),
    );

  describe(`idempotency rows over ${name}`, () => {
    const write = (tenant: Tenant, idempotency: IdempotencyWrite) =>
      commitOf(world, tenant, [own(tenant)], { idempotency });
    const completing = (at: Instant): IdempotencyWrite => ({ kind: 'complete', claim, answer, at });
    const putAnswer = (tenant: Tenant, expiresAt: number) =>
      putRaw(world.store.tables.idempotency, { ...answerKey(tenant, scope), expiresAt });

    it('keep an answer that lives, and give its place away after its life', async () => {
      const [living, over] = [freshTenant(), freshTenant()];
      await putAnswer(living, Math.ceil(sampleAt / 1_000) + 10);
      await putAnswer(over, Math.floor(sampleAt / 1_000) - 10);

      const kept = await write(living, completing(sampleAt));
      const replaced = await write(over, completing(sampleAt));

      expect(kept).toMatchObject({ ok: false, error: { lost: 'idempotency' } });
      expect(replaced).toEqual(won);
    });

    it('finish once, also when the answer of the first time has expired', async () => {
      const tenant = freshTenant();
      const finishing = (at: Instant): IdempotencyWrite => ({
        kind: 'finish',
        scope,
        fence: 1,
        answer,
        answerTtlSeconds: 60,
        at,
      });
      const resource = { type: 'payment', id: sample.paymentId };
      await write(tenant, { kind: 'claim', claim, resource, at: sampleAt });

      const first = await write(tenant, finishing(sampleAt));
      const again = await write(tenant, finishing(plus(sampleAt, dayMs)));

      expect(first).toEqual(won);
      expect(again).toMatchObject({ ok: false, error: { lost: 'idempotency' } });
    });

    it('give a finished record to nobody, not even one that kept its lease', async () => {
      const tenant = freshTenant();
      await putRaw(world.store.tables.idempotency, {
        ...idempotencyKey(tenant, scope),
        scope,
        fingerprint: claim.fingerprint,
        state: 'COMPLETED',
        fence: 1,
        leaseUntil: sampleAt - 1,
      });
      const takeOver = { ...claim, takeOver: 1 };
      const resource = { type: 'payment', id: sample.paymentId };

      const taken = await write(tenant, { kind: 'claim', claim: takeOver, resource, at: sampleAt });

      expect(taken).toMatchObject({ ok: false, error: { lost: 'idempotency' } });
    });
  });
};
