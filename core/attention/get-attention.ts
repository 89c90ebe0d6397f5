// One item of the manual queue.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { AttentionId } from '#core/kernel/ids.ts';
import { attentionObject } from './attention-object.ts';
import type { AttentionLookUp } from './ports.ts';

/** Looks under every tenant: an operator has the id alone. @returns 200, or 404 SYS_005. */
export const getAttention =
  (deps: { readonly items: AttentionLookUp; readonly tenants: () => Promise<readonly Tenant[]> }) =>
  async ({ attentionId }: { readonly attentionId: AttentionId }): Promise<Answer> => {
    const item = await deps.items.findAnywhere(attentionId, await deps.tenants());
    return item === undefined ? refusal('SYS_005') : done(attentionObject(item));
  };
