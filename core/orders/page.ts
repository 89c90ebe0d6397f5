// Pages: a cursor is sealed, bound to tenant, route and filters, and lives 24 hours.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { canonicalJson, type JsonObject } from '#core/kernel/json.ts';
import type { Clock, Digests } from '#core/kernel/ports.ts';
import type { CursorSeal } from './cursor.ts';
import type { Page, PageRequest } from './ports.ts';

export interface PageOf {
  readonly seal: CursorSeal;
  readonly digests: Digests;
}

export interface PageAsk {
  readonly tenant: Tenant;
  readonly route: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly from?: Instant;
  readonly to?: Instant;
  /** When the tenant began. */
  readonly floor?: Instant;
  readonly filter: object;
}

const lifeMs = 86_400_000;

/** What a cursor is bound to: another tenant, route or filter cannot use it. */
const bindingOf = (ask: PageAsk, digests: Digests): string => {
  const { from, to, filter, route, tenant } = ask;
  return `${tenantText(tenant)}|${route}|${digests.sha256Hex(canonicalJson({ from, to, filter }))}`;
};

export const pageAnswer = async (
  { seal, digests, clock }: PageOf & { readonly clock: Clock },
  ask: PageAsk,
  read: (page: PageRequest) => Promise<Page<JsonObject>>,
): Promise<Answer> => {
  const binding = bindingOf(ask, digests);
  const now = clock.now();
  const after = ask.cursor === undefined ? undefined : await seal.open(ask.cursor, binding, now);
  if (ask.cursor !== undefined && after === undefined) return refusal('VAL_005');

  const page = await read({
    limit: ask.limit,
    ...(after === undefined ? {} : { after }),
    ...(ask.from === undefined ? {} : { from: ask.from }),
    ...(ask.to === undefined ? {} : { to: ask.to }),
    ...(ask.floor === undefined ? {} : { floor: ask.floor }),
  });
  const nextCursor =
    page.next === undefined ? undefined : await seal.seal(page.next, binding, plus(now, lifeMs));
  return done({ items: page.items, ...(nextCursor === undefined ? {} : { nextCursor }) });
};
