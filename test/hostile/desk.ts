// The operator of a hostile run. A PG that stores a refusal under our key refuses for good, and what may not be asked again
// by itself goes before a person: this one asks for it once more, as a person would.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminClient } from '#local/cloud/admin-client.ts';

export interface Desk {
  /** @returns What was retried, by kind of item. */
  close(): Promise<Readonly<Record<string, number>>>;
}

interface Item {
  readonly attentionId: string;
  readonly kind: string;
  readonly suggestedActions: readonly string[];
}

const lookEveryMs = 5_000;

const openItems = async (operator: AdminClient, merchantId: string): Promise<readonly Item[]> => {
  const answer = await operator({
    method: 'GET',
    path: '/admin/v1/attention',
    query: { merchantId, status: 'OPEN', limit: '100' },
  });
  return (answer.result?.['items'] as readonly Item[] | undefined) ?? [];
};

/** Looks at the open items of a merchant until it is closed, and retries what suggests it. */
export const openDesk = (operator: AdminClient, merchantId: string): Desk => {
  const retried: Record<string, number> = {};
  const closing = new AbortController();
  const look = async (): Promise<void> => {
    for (const { attentionId, kind, suggestedActions } of await openItems(operator, merchantId)) {
      if (!suggestedActions.includes('RETRY')) continue;
      const { status } = await operator({
        method: 'POST',
        path: `/admin/v1/attention/${attentionId}/resolve`,
        body: { action: 'RETRY', reason: 'the PG refused it once' },
        idempotencyKey: randomUUID(),
      });
      if (status === 200) retried[kind] = (retried[kind] ?? 0) + 1;
    }
  };
  const sit = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await look();
      await sleep(lookEveryMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const sitting = sit();
  return {
    close: async () => {
      closing.abort();
      await sitting;
      return retried;
    },
  };
};
