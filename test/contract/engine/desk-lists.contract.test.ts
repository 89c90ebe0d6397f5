// Lists of one merchant come to an end, whatever is in them: at the merchant's beginning. Of a merchant that nobody
// knows there is none.
import { describe, expect, it } from 'vitest';
import { dynamoAttentionItems } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoAuditReads } from '#adapters/dynamo/dynamo-audit-index.ts';
import { dynamoPaymentSearch, dynamoSagaLists } from '#adapters/dynamo/dynamo-desk.ts';
import { dynamoPaymentLists } from '#adapters/dynamo/dynamo-lists.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import { getTrialBalanceHandler } from '#functions/admin/get-trial-balance/handler.ts';
import { listAttentionHandler } from '#functions/admin/list-attention/handler.ts';
import { listAuditHandler } from '#functions/admin/list-audit/handler.ts';
import { listSagasHandler } from '#functions/admin/list-sagas/handler.ts';
import { searchPaymentsHandler } from '#functions/admin/search-payments/handler.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { confirm, resultOf, sell, shop } from '#test/support/engine/sale.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import type { World } from '#test/support/engine/world.ts';

const dayMs = 86_400_000;
/** The longest look-back of one call is 31 days. */
const ageDays = 100;

const newcomer = 'M500' as MerchantId;

const lists = {
  payments: searchPaymentsHandler,
  sagas: listSagasHandler,
  items: listAttentionHandler,
  audit: listAuditHandler,
  balance: getTrialBalanceHandler,
} as const;

const asked = (at: World, list: keyof typeof lists, query: object): Promise<Answer> => {
  const born = plus(at.clock.now(), -ageDays * dayMs);
  const known: readonly string[] = [tenant.merchantId, newcomer];
  const deps = {
    ...at.deps,
    items: dynamoAttentionItems(at.store, at.clock),
    reads: dynamoAuditReads(at.store, at.clock),
    search: dynamoPaymentSearch(at.store),
    lists: (list === 'sagas' ? dynamoSagaLists : dynamoPaymentLists)(at.store, at.clock),
    tenants: () => Promise.resolve([tenant]),
    merchants: {
      byId: ({ merchantId }: { readonly merchantId: MerchantId }) =>
        Promise.resolve(
          known.includes(merchantId)
            ? sample.aMerchant({ merchantId, createdAt: born })
            : undefined,
        ),
    },
    seal: {
      seal: (position: string) => Promise.resolve(`sealed ${position}`),
      open: (cursor: string) => Promise.resolve(cursor.replace('sealed ', '')),
    },
  };
  const status = list === 'items' ? { status: ['RESOLVED'] } : {};
  const request = { operator: { environment: 'test' }, query: { ...status, ...query } };
  return lists[list](deps as never)(request as never);
};

describe.each(Object.keys(lists) as (keyof typeof lists)[])('the list of %s', (list) => {
  it.each([tenant.merchantId, newcomer])('of %s ends', async (merchantId) => {
    const at = shop();
    await confirm(at, await sell(at));

    let cursor: unknown;
    let calls = 0;
    do {
      const page = await asked(at, list, { merchantId, ...(calls === 0 ? {} : { cursor }) });
      cursor = resultOf(page)['nextCursor'];
      calls += 1;
    } while (cursor !== undefined && calls < 10);

    expect(cursor).toBeUndefined();
    expect(calls).toBe(Math.ceil(ageDays / 31));
  });

  it('of a merchant nobody knows is not found', async () => {
    expect(await asked(shop(), list, { merchantId: 'M404' })).toMatchObject({
      status: 404,
      code: 'SYS_005',
    });
  });
});

describe('open work of every merchant', () => {
  it.each(['payments', 'sagas', 'items'] as const)('%s: needs none named', async (list) => {
    const answer = await asked(shop(), list, { status: undefined });

    expect(answer).toMatchObject({ status: 200, result: { items: [] } });
  });
});
