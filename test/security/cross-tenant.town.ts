// The town of the cross-tenant table: M123 has everything, and those who name it are another merchant, M123
// itself in the other environment, and an operator who looks there.
import { type RouteId, routeOf } from '#core/contracts/http/route-table.ts';
import { type Client, type Gateway, signedGateway } from '#test/support/world/client.ts';
import { operatorArn, operatorsGateway } from '#test/support/world/operator-client.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';
import { resultOf, type Siege, type SiegeOptions, siege } from './siege.ts';
import { type Estate, estateOf, putKey, salesOf, sealAudit } from './town.ts';

/** Next pages of M123's lists. */
export interface Cursors {
  readonly orders: string;
  readonly payments: string;
  readonly refunds: string;
  readonly paymentRefunds: string;
  readonly attention: string;
  readonly sagas: string;
  readonly deskPayments: string;
  readonly audit: string;
  readonly books: string;
}

export interface Town {
  readonly here: Siege;
  readonly estate: Estate;
  readonly cursors: Cursors;
  readonly auditId: string;
  /** Of M777: each pair is for one row that moves its own money. */
  readonly strangers: readonly string[];
  readonly owner: Gateway;
  readonly stranger: Gateway;
  readonly live: Gateway;
  readonly operator: Gateway;
}

const cursorText = (result: Readonly<Record<string, unknown>>, route: string): string => {
  const { nextCursor } = result;
  if (typeof nextCursor !== 'string') throw new Error(`${route} has one page only`);
  return nextCursor;
};

const cursorsOf = async (
  { knock }: Siege,
  { paymentId }: Estate,
  owner: Gateway,
  operator: Gateway,
): Promise<Cursors> => {
  const next = async (route: RouteId, query = '', params?: Record<string, string>) => {
    const by = routeOf(route).scope === 'iam' ? operator : owner;
    const ask = { route, query: `limit=1${query}`, ...(params === undefined ? {} : { params }) };
    return cursorText(resultOf(await knock({ ask, by })), route);
  };
  const desk = '&merchantId=M123';
  return {
    orders: await next('list-orders'),
    payments: await next('list-payments'),
    refunds: await next('list-refunds'),
    paymentRefunds: await next('list-payment-refunds', '', { paymentId }),
    attention: await next('list-attention', desk),
    sagas: await next('list-sagas', desk),
    deskPayments: await next('search-payments', desk),
    audit: await next('list-audit', desk),
    books: await next('get-trial-balance', desk),
  };
};

const auditIdOf = async ({ knock }: Siege, operator: Gateway): Promise<string> => {
  const ask = { route: 'list-audit', query: 'merchantId=M123' } as const;
  const { items } = resultOf(await knock({ ask, by: operator })) as {
    readonly items: readonly { readonly auditId: string }[];
  };
  const [first] = items;
  if (first === undefined) throw new Error('nothing was sealed');
  return first.auditId;
};

/** An operator has used each of these keys in the environment that is not asked in the rows. */
export const operatorKey = 'a-key-of-operators';

const useOperatorKey = async (
  operator: Client,
  here: Siege,
  attentionId: string,
): Promise<void> => {
  await here.settle(() =>
    operator.ask({
      route: 'acknowledge-attention',
      key: operatorKey,
      params: { attentionId },
      body: { reason: 'in hand' },
    }),
  );
};

export const townOf = async (seed: string, options: Partial<SiegeOptions> = {}): Promise<Town> => {
  const here = await siege({ seed, ...options });
  const estate = await estateOf(here, 'c1', 'M123');
  const strangers = await salesOf(here, 'c2', 'M777', 2);
  await useOperatorKey(here.world.operator('o1'), here, estate.attentionId);
  await sealAudit(here);
  const owner = signedGateway(credentialsOf('M123'));
  const operator = operatorsGateway(operatorArn);
  const liveKey = await putKey(here, { merchant: 'M123', environment: 'live', name: 'other' });
  return {
    here,
    estate,
    cursors: await cursorsOf(here, estate, owner, operator),
    auditId: await auditIdOf(here, operator),
    strangers,
    owner,
    stranger: signedGateway(credentialsOf('M777')),
    live: signedGateway(liveKey),
    operator,
  };
};
