// The worlds in which the rows of the table of codes are reached, each built once: one with everything a merchant
// can have, two with narrow limits, one with Redis, one in which days pass.
import { routeOf } from '#core/contracts/http/route-table.ts';
import { type Scope, scopes } from '#core/contracts/vocabulary.ts';
import {
  allRows,
  type Knock,
  type Reply,
  resultOf,
  type Siege,
  type SiegeOptions,
  siege,
} from '#test/security/siege.ts';
import {
  type Estate,
  estateOf,
  putKey,
  type Selling,
  sealAudit,
  shopOf,
} from '#test/security/town.ts';
import { policies } from '#test/simulation/template.ts';
import type { LiveRow } from '#test/support/invariants/live-row.ts';
import type { Row } from '#test/support/invariants/view.ts';
import { type Ask, folderOf, type Gateway, signedGateway } from '#test/support/world/client.ts';
import type { FaultKind, FaultPlan } from '#test/support/world/faults.ts';
import { type Host, worldHost } from '#test/support/world/host.ts';
import { operatorArn, operatorsGateway } from '#test/support/world/operator-client.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';

export const stageNames = ['whole', 'tight', 'narrow', 'redis', 'aged', 'spoiled'] as const;

export type StageName = (typeof stageNames)[number];

/** What strikes the calls of a request: every one, or those whose label this matches. */
export interface Trouble {
  readonly kind?: FaultKind;
  readonly at?: RegExp;
  /** Done by somebody else while the call is on its way. */
  readonly meanwhile?: () => void;
}

type Sending = Partial<Omit<Knock, 'ask'>>;

export interface CodeStage {
  readonly here: Siege;
  /** What M123 has. Only where the stage has an estate. */
  readonly estate: Estate;
  /** A record of the audit log. Only where rows are spoiled. */
  readonly auditId: string;
  /** One request by whoever its route is for. */
  send(ask: Ask, over?: Sending): Promise<Reply>;
  /** The same while something strikes its calls, and nobody else's. */
  sendUnder(trouble: Trouble, ask: Ask, over?: Sending): Promise<Reply>;
  /** The same request six times at one moment. @returns An answer of this status. */
  together(ask: Ask, status: number): Promise<Reply>;
  /** The name of a client that nobody has used. */
  buyer(): string;
  /** A shop of M123 with a new buyer. */
  shop(): Selling;
  /** Leaves nothing of these rows but where they stand. */
  spoil(isMeant: (row: Row) => boolean): Promise<void>;
  /** Whoever is suspended, and a key that may do all but this. */
  readonly suspended: Gateway;
  without(scope: Scope): Promise<Gateway>;
  /** A key of the environment that is not the stage's own. */
  other(): Promise<Gateway>;
  /** A name that nobody has used. */
  fresh(): string;
}

const alice = operatorsGateway(operatorArn);
const own = signedGateway(credentialsOf('M123'));

const byOf = ({ route }: Ask): Gateway => (routeOf(route).scope === 'iam' ? alice : own);

const limits = ['AUTHORIZE', 'CAPTURE', 'REFUND', 'ORDER', 'READ', 'ADMIN'] as const;

/** So many at once, and then one in a minute. */
const limited = (burst: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    limits.flatMap((name) => [
      [`APP_RATE_LIMIT_${name}_CAPACITY`, '1'],
      [`APP_RATE_LIMIT_${name}_WINDOW_SECONDS`, '60'],
      [`APP_RATE_LIMIT_${name}_BURST`, String(burst)],
    ]),
  );

/** Services of every world, and one whose money goes back for a day, in two parts at most. */
const terms = [
  ...policies,
  ...policies
    .filter(({ serviceId }) => serviceId === 'shop')
    .map((policy) => ({
      ...policy,
      serviceId: 'strict',
      refundWindowDays: 1,
      refundPartialsMax: 1,
    })),
];

const hosts: Readonly<Partial<Record<StageName, () => Host>>> = {
  whole: () => worldHost({ policies: terms, hasRedis: false }),
  aged: () => worldHost({ policies: terms, hasRedis: false }),
  tight: () => worldHost({ policies, hasRedis: false, env: limited(1) }),
  narrow: () => worldHost({ policies, hasRedis: false, env: limited(5) }),
};

const withEstate: ReadonlySet<StageName> = new Set(['whole', 'aged', 'spoiled']);

const noEstate = {} as Estate;

const reason = 'a row of a table';

/** A merchant whom an operator has suspended, with a key. */
const suspendedOne = async (here: Siege): Promise<Gateway> => {
  const body = { merchantId: 'M555', name: 'Suspended', status: 'SUSPENDED', reason };
  await here.knock({ by: alice, ask: { route: 'create-merchant', key: 'suspended', body } });
  return signedGateway(await putKey(here, { merchant: 'M555', name: 'all' }));
};

/** What an index needs stands where it stood: a row is found, and nobody can read it. */
const isPlace = ([name]: readonly [string, unknown]): boolean =>
  /^(?:pk|sk)$|(?:Pk|Sk)$/u.test(name);

/** Rows of which nothing is left but where they stand. */
const spoil = async (here: Siege, isMeant: (row: Row) => boolean): Promise<void> => {
  for (const row of allRows(here).filter(isMeant)) {
    const { item } = row as LiveRow;
    await here.put(Object.fromEntries(Object.entries(item).filter(isPlace)) as never, row.table);
  }
};

/** Strikes the calls of one request at a time, by their labels. */
const striking = () => {
  const state: { trouble: Trouble | undefined } = { trouble: undefined };
  const plan: FaultPlan = {
    strikes: (site) => {
      const label = /#s1\.\d+\/(?!invoke)(.*)~/u.exec(site)?.[1];
      const { trouble } = state;
      if (trouble === undefined || label === undefined) return undefined;
      if (trouble.at?.test(label) === false) return undefined;
      trouble.meanwhile?.();
      return trouble.kind;
    },
  };
  return { state, plan };
};

/** @returns The id of a record of the audit log. */
const sealedRecord = async (here: Siege): Promise<string> => {
  await sealAudit(here);
  const ask: Ask = { route: 'list-audit', query: 'merchantId=M123' };
  const { items } = resultOf(await here.knock({ by: alice, ask })) as {
    readonly items: readonly { readonly auditId: string }[];
  };
  return String(items[0]?.auditId);
};

/** Builds a stage. @param hearAnswer - Is told of every answer, those that build it too. */
export const codeStage = async (
  name: StageName,
  hearAnswer?: SiegeOptions['hearAnswer'],
): Promise<CodeStage> => {
  const { state, plan } = striking();
  const host = hosts[name]?.();
  const here = await siege({
    breaksRules: name === 'spoiled',
    seed: `codes ${name}`,
    plan: () => plan,
    hasRedis: name === 'redis',
    ...(host === undefined ? {} : { host }),
    hearAnswer,
  });
  const hasEstate = withEstate.has(name);
  const estate = hasEstate ? await estateOf(here, 'c1', 'M123') : noEstate;
  const suspended = hasEstate ? await suspendedOne(here) : own;
  if (hasEstate) await here.pass(60_000);
  const auditId = name === 'spoiled' ? await sealedRecord(here) : '';
  if (name === 'spoiled') await spoil(here, ({ kind }) => kind !== 'GROUP');
  const keys = new Map<string, Promise<Gateway>>();
  const keyOf = (keyName: string, options: object): Promise<Gateway> => {
    const made =
      keys.get(keyName) ??
      putKey(here, { merchant: 'M123', name: keyName, ...options }).then(signedGateway);
    keys.set(keyName, made);
    return made;
  };
  let count = 1;
  const next = (): number => {
    count += 1;
    return count;
  };
  const send: CodeStage['send'] = (ask, over = {}) => here.knock({ ask, by: byOf(ask), ...over });
  return {
    here,
    estate,
    auditId,
    suspended,
    send,
    sendUnder: async (trouble, ask, over) => {
      state.trouble = trouble;
      try {
        return await send(ask, over);
      } finally {
        state.trouble = undefined;
      }
    },
    together: async (ask, status) => {
      const calls = Array.from({ length: 6 }, (_, nth) => ({
        folder: folderOf(ask),
        work: `t${next()}.${nth}`,
        event: here.eventOf({ ask, by: byOf(ask) }),
      }));
      const replies = await here.settle(() =>
        Promise.all(calls.map((call) => here.world.invoke(call) as Promise<Reply>)),
      );
      const found = replies.find(({ statusCode }) => statusCode === status);
      if (found === undefined) throw new Error(`nobody was told ${status}`);
      return found;
    },
    spoil: (isMeant) => spoil(here, isMeant),
    buyer: () => `c${next()}`,
    shop: () => shopOf(here, `c${next()}`),
    without: (scope) =>
      keyOf(`no-${scope.replace(':', '-')}`, { scopes: scopes.filter((one) => one !== scope) }),
    other: () => keyOf('other', { environment: 'live' }),
    fresh: () => `row-${next()}`,
  };
};
