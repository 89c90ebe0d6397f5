// The token of a transaction says what is in it: the same request again is a no-op, another one is refused.
import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { dynamoUnitOfWork } from '#adapters/dynamo/dynamo-unit-of-work.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { MerchantId, Uuid } from '#core/kernel/ids.ts';
import type { Commit } from '#core/outbox/commit.ts';
import type { OutboxRow } from '#core/outbox/outbox-row.ts';
import { testClock } from '#test/support/engine/engine.ts';
import { aPayment, sampleAt } from '#test/support/engine/sample-rows.ts';
import { tableNames } from '#test/support/engine/twin-store.ts';

const tenant: Tenant = { environment: 'test', merchantId: 'M1' as MerchantId };
const payment = aPayment({ tenant });

const rowWith = (said: string): OutboxRow => ({
  tenant,
  userId: 'user-1',
  rootId: payment.orderId,
  groupId: '0193a1b2-7c3d-7000-8a9b-0c1d2e3f4a5b' as Uuid,
  createdAt: sampleAt,
  events: [{ type: said }] as unknown as OutboxRow['events'],
  audit: { said: 'nothing' } as unknown as OutboxRow['audit'],
});

const opening = (fields: object, said = 'one'): Commit => ({
  name: 'TX-CLAIM',
  tenant,
  requestId: 'request-1',
  changes: [
    { change: 'payment.open', before: payment, after: { ...payment, version: 2, ...fields } },
  ],
  groups: [],
  commands: [],
  outbox: rowWith(said),
});

const tokenOf = async (commit: Commit): Promise<string> => {
  const sent: string[] = [];
  const send = (_label: string, { input }: { readonly input: TransactWriteItemsCommandInput }) => {
    sent.push(input.ClientRequestToken ?? '');
    return Promise.resolve({});
  };
  const unitOfWork = dynamoUnitOfWork({
    store: { client: { send } as never, tables: tableNames, shards: 16 },
    digests: nodeDigests,
    clock: testClock(sampleAt),
    chance: { fraction: () => 0 },
    sleeper: { sleep: () => Promise.resolve() },
  });
  await unitOfWork.commit(commit);
  const [token = ''] = sent;
  expect(token).toHaveLength(36);
  return token;
};

const first = opening({ metadata: { a: 1 } });

describe('the token of a transaction', () => {
  it('is the same for the same request', async () => {
    expect(await tokenOf(opening({ metadata: { a: 1 } }))).toBe(await tokenOf(first));
  });

  it.each([
    ['a value', opening({ metadata: { a: 1 }, version: 3 })],
    ['bytes of a row that is updated', opening({ metadata: { a: 2 } })],
    ['bytes of a row that is put', opening({ metadata: { a: 1 } }, 'two')],
  ])('is another one with other %s', async (_what, other) => {
    expect(await tokenOf(other)).not.toBe(await tokenOf(first));
  });

  it('tells apart bytes inside a member that have the same length', async () => {
    const withDetail = (b: number) => opening({ refusal: { detail: { b } } });
    expect(await tokenOf(withDetail(1))).not.toBe(await tokenOf(withDetail(2)));
  });
});
