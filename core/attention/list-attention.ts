// The manual queue as operators see it.
import type { Answer } from '#core/contracts/http/answer.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import type { AttentionItem } from './attention-item.ts';
import type { AttentionItems } from './ports.ts';

export const attentionObject = (item: AttentionItem): JsonObject => ({
  attentionId: item.attentionId,
  objectType: item.objectType,
  objectId: item.objectId,
  ...(item.orderId === undefined ? {} : { orderId: item.orderId }),
  ...(item.paymentId === undefined ? {} : { paymentId: item.paymentId }),
  kind: item.kind,
  severity: item.severity,
  ...(item.moneyAtRisk === undefined
    ? {}
    : { moneyAtRisk: toWire(item.moneyAtRisk.minor), currency: item.moneyAtRisk.currency }),
  ...(item.step === undefined ? {} : { step: item.step }),
  evidence: [...item.evidence],
  suggestedActions: [...item.suggestedActions],
  status: item.status,
  openedAt: toIso(item.openedAt),
  dueAt: toIso(item.dueAt),
});

export interface AttentionFilter {
  readonly merchantId?: string;
  readonly kinds?: readonly string[];
  readonly statuses?: readonly string[];
}

export const listAttention =
  ({ items, clock, ...deps }: PageOf & { readonly items: AttentionItems; readonly clock: Clock }) =>
  (ask: PageAsk & { readonly filter: AttentionFilter }): Promise<Answer> =>
    pageAnswer({ ...deps, clock }, ask, async (page) => {
      const { environment } = ask.tenant;
      const found = await items.list({ environment, ...ask.filter, page });
      return { ...found, items: found.items.map(attentionObject) };
    });
