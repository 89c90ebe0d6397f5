// A batch of worlds in which every function does what it is there for, and a record of what each asked AWS for:
// every template, a few random worlds, and the town of the security tables with everything operators do there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as z from 'zod/mini';
import type { Store } from '#adapters/dynamo/store.ts';
import { warmUp } from '#functions/_wiring/store.ts';
import { functionFolders, repositoryRoot } from '#lib/bundling/function-folders.ts';
import { randomOptions } from '#test/simulation/random-world.ts';
import { hostWith, type RunOptions, runCasts } from '#test/simulation/run-world.ts';
import { byName, templateOf, templates } from '#test/simulation/templates/all.ts';
import type { Ask, Gateway } from '#test/support/world/client.ts';
import { type FaultKind, noFaults } from '#test/support/world/faults.ts';
import { operatorsGateway } from '#test/support/world/operator-client.ts';
import { type UsedRights, usedRights } from '#test/support/world/used-rights.ts';
import { askOf, operatorsRoutes, signedRoutes } from './asks.ts';
import { clientRows } from './cross-tenant.rows.ts';
import { type Town, townOf } from './cross-tenant.town.ts';
import { siege } from './siege.ts';
import { depositOf, doubtOf, itemOfOrphan } from './town.ts';

const session = (role: string, name: string): string =>
  `arn:aws:sts::000000000000:assumed-role/fluxpay-sim-${role}/${name}`;

const reason = 'a batch';
const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };

/** With Redis and without: nonces and answers are kept elsewhere then. */
const playTemplates = async (): Promise<void> => {
  for (const redis of ['off', 'on'] as const) {
    for (const template of [...templates, ...byName]) {
      await runCasts({
        casts: [{ template, offset: 0, afterMs: 1 }],
        seed: 'iam',
        plan: () => noFaults,
        invariants: [],
        redis,
      });
    }
  }
};

const randomWorlds = 8;

const playWorlds = async (): Promise<void> => {
  for (let world = 0; world < randomWorlds; world += 1) {
    await runCasts({ ...randomOptions(`iam-${world}`), invariants: [], watchesRealThings: false });
  }
};

const play = (id: string, more: Partial<RunOptions>): Promise<unknown> =>
  runCasts({
    casts: [{ template: templateOf(id), offset: 0, afterMs: 1 }],
    seed: 'iam',
    plan: () => noFaults,
    invariants: [],
    ...more,
  });

/** What only happens where something else does not: the sweeper's work, commands that fail, executions that end. */
const playTroubles = async (): Promise<void> => {
  for (const id of ['S03', 'S06', 'S07', 'S08', 'S10', 'S20'])
    await play(id, { layerOff: 'watchdog' });
  const always = (part: string, kind: FaultKind): Partial<RunOptions> => ({
    plan: () => ({ strikes: (site) => (site.includes(part) ? kind : undefined) }),
  });
  await play('S03', always('/saga.start~', 'poison'));
  await play('S03', always('steps/cancel-payment#c1/invoke~0', 'stop-execution'));
  await play('S01', always('steps/request-service#c1/invoke~0', 'stop-execution'));
  await play('S15', always('/bus.publish~', 'poison'));
};

/** Reads of what is there, by whose it is. */
const lookAround = async ({ here, estate, owner, ...town }: Town): Promise<void> => {
  const whole = { here, estate, owner, ...town };
  const asker = { merchantId: 'M123', payments: [estate.paymentId, estate.paymentId] as const };
  for (const row of clientRows) {
    const isRead = signedRoutes.find(({ id }) => id === row.route)?.method === 'GET';
    if (isRead) await here.knock({ ask: row.ask(row.foreign(whole, asker), asker, 0), by: owner });
  }
  for (const { id } of signedRoutes) await here.knock({ ask: askOf(id), by: owner });
};

const operate = async ({ here, estate, auditId, cursors }: Town): Promise<void> => {
  const [alice, bob] = [session('operator', 'alice'), session('approver', 'bob')].map(
    operatorsGateway,
  );
  let keys = 0;
  const send = (ask: Ask, by = alice) => {
    keys += 1;
    return here.knock({ ask: { ...ask, key: `batch-${keys}` }, by: by as never });
  };
  const lists = [
    'list-attention',
    'list-sagas',
    'search-payments',
    'list-audit',
    'get-trial-balance',
  ] as const;
  for (const route of lists) await send({ route, query: 'merchantId=M123&limit=1' });
  await send({
    route: 'list-attention',
    query: `merchantId=M123&limit=1&cursor=${cursors.attention}`,
  });
  await send({ route: 'list-attention', query: 'status=OPEN' });
  await send({ route: 'list-attention', query: 'merchantId=M123&status=RESOLVED' });
  await send({ route: 'list-merchants', query: 'limit=1' });
  await send({ route: 'search-payments', query: 'status=IN_DOUBT' });
  await send({ route: 'search-payments', query: `merchantId=M123&userId=${estate.userId}` });
  await send({ route: 'search-payments', query: `orderId=${estate.paidOrderId}` });
  await send({ route: 'list-sagas', query: 'status=NEEDS_ATTENTION' });
  await send({ route: 'list-sagas', query: `orderId=${estate.servedOrderId}` });
  const { attentionId, sagaId, paymentId } = estate;
  await send({ route: 'get-attention', params: { attentionId } });
  await send({ route: 'get-saga', params: { sagaId } });
  await send({ route: 'get-audit-proof', params: { auditId } });
  await send({ route: 'inspect-payment', params: { paymentId }, query: 'refresh=true' });
  await send({
    route: 'inspect-payment',
    params: { paymentId: estate.reservedPaymentId },
    query: 'refresh=true',
  });
  await send({ route: 'trace-payment', params: { paymentId } });
  await send({ route: 'refund-as-operator', params: { paymentId }, body: { reason, amount: 100 } });
  const proof = { transactionKey: 'txrd_batch', at: '2026-03-02T04:00:00Z' };
  const item = { params: { attentionId } };
  await send({ ...item, route: 'resolve-attention', body: { reason, action: 'READ_AGAIN' } });
  await send({
    ...item,
    route: 'resolve-attention',
    body: { reason, action: 'MANUAL_REFUND_DONE', evidence: proof },
  });
  await send(
    { ...item, route: 'approve-attention', body: { reason, action: 'MANUAL_REFUND_DONE' } },
    bob,
  );
  await here.pass(60_000);
  const others = here.world.watch.tables
    .ofKind('ITEM')
    .map(({ fields }) => String(fields['attentionId'] as string));
  for (const other of others.filter((id) => id !== attentionId)) {
    const params = { attentionId: other };
    await send({ route: 'acknowledge-attention', params, body: { reason } });
    await send({ route: 'resolve-attention', params, body: { reason, action: 'RETRY' } });
    await here.pass(60_000);
    await send({ route: 'resolve-attention', params, body: { reason, action: 'REFUND' } });
    await here.pass(60_000);
  }
  await send({ route: 'resume-saga', params: { sagaId }, body: { reason } });
  for (const name of ['pg-toss-confirm', 'pg-none']) {
    await send({
      route: 'change-breaker',
      params: { name },
      body: { reason, action: 'FORCE_OPEN', forSeconds: 60 },
    });
    await send({ route: 'get-breaker', params: { name } });
    await send({ route: 'list-breakers' });
    await send({ route: 'change-breaker', params: { name }, body: { reason, action: 'RESET' } });
  }
  const params = { merchantId: 'M777' };
  await send({ route: 'get-merchant', params });
  await send({ route: 'change-merchant', params, body: { reason, name: 'Another name' } });
  const key = { environment: 'test', scopes: ['orders:read'], reason };
  const made = await send({ route: 'create-api-key', params, body: key });
  const { keyId } = (JSON.parse(made.body) as { readonly result: { readonly keyId: string } })
    .result;
  await send({ route: 'list-api-keys', params });
  await send({ route: 'retire-api-key', params: { ...params, keyId }, body: { reason } });
  await send({ route: 'revoke-api-key', params: { ...params, keyId }, body: { reason } });
  for (const { id } of operatorsRoutes) await here.knock({ ask: askOf(id), by: alice as never });
};

/** Deposits that go back to an account, told at once, told later, by hand, and sent when their turn comes. */
const giveBack = async ({ here, owner }: Pick<Town, 'here' | 'owner'>): Promise<void> => {
  const { paymentId } = await depositOf(here, 'c9');
  const ask = (key: string, more: object): Ask => ({
    route: 'request-refund',
    key,
    params: { paymentId },
    body: { amount: 100, reason, ...more },
  });
  await here.settle(() =>
    Promise.all(
      Array.from({ length: 9 }, (_, nth) => `at-once-${nth}`).map((key) => {
        const event = here.eventOf({ ask: ask(key, { refundAccount }), by: owner });
        return here.world.invoke({ folder: 'api/request-refund', work: `s1.${key}`, event });
      }),
    ),
  );
  await here.pass(120_000);
  const waits = await here.knock({ ask: ask('later', {}), by: owner });
  const { refundId } = (
    JSON.parse(waits.body) as { readonly result: { readonly refundId: string } }
  ).result;
  await here.knock({
    ask: {
      route: 'give-refund-account',
      key: 'given',
      params: { refundId },
      body: { refundAccount },
    },
    by: owner,
  });
  await here.knock({
    ask: { ...ask('by-hand', { refundAccount }), route: 'refund-as-operator' },
    by: operatorsGateway(session('operator', 'alice')),
  });
  await here.pass(3_600_000);
};

/** Twice an hour apart: the second run anchors what the first has sealed. */
const seal = async ({ here }: Town): Promise<void> => {
  for (const _run of [1, 2]) {
    await here.pass(3_700_000);
    await here.deliver('schedules/seal-audit', {
      Records: [{ messageId: 'seal', body: '{}', attributes: { ApproximateReceiveCount: '1' } }],
    });
  }
};

/** The two-step spelling, with nothing before it in the queue of its payment. */
const giveBackInTwoSteps = async ({ here, estate, owner }: Town): Promise<void> => {
  const { paymentId } = estate;
  await here.knock({
    ask: {
      route: 'refund-payment',
      key: 'two-steps',
      params: { paymentId },
      body: { merchantId: 'M123', amount: 100, reason },
    },
    by: owner,
  });
  await here.pass(60_000);
};

const tellCustomer = async ({ here, owner }: Town): Promise<void> => {
  const ask = askOf('create-order');
  const customer = { phone: '01055556666' };
  await here.knock({
    ask: { ...ask, body: { ...ask.body, serviceId: 'shop', customer } },
    by: owner,
  });
};

/** Doubts that an operator looks at, and money that nobody of ours has asked for. */
const wonder = async ({ here, owner, operator }: Town): Promise<void> => {
  const { orderId } = await doubtOf(here, 'c10', 0);
  const order = await here.knock({ ask: { route: 'get-order', params: { orderId } }, by: owner });
  const [, paymentId = ''] = /"paymentId":"(pay_\w+)"/u.exec(order.body) ?? [];
  const params = { paymentId };
  await here.knock({
    ask: { route: 'inspect-payment', params, query: 'refresh=true' },
    by: operator,
  });
  await here.knock({ ask: { route: 'get-payment', params, query: 'refresh=true' }, by: owner });
  await here.pass(60_000);
  await itemOfOrphan(here, 'c11');
};

/** With Redis away nonces are rows again. */
const loseRedis = async (owner: Gateway, hear: UsedRights['hear']): Promise<void> => {
  const here = await siege({ seed: 'iam', hasRedis: true, hear });
  const outage = { name: 'the outage of the batch', key: 1, fault: undefined };
  here.world.ground.beginOutage('redis', outage);
  for (const { id } of signedRoutes) await here.knock({ ask: askOf(id), by: owner });
};

/** The read that warms a cold start: `index.ts` makes it, and no world imports that file. */
const warmEachUp = async (hear: UsedRights['hear']): Promise<void> => {
  for (const folder of functionFolders()) {
    const file = (name: string) => join(repositoryRoot, 'functions', folder, name);
    if (!readFileSync(file('index.ts'), 'utf8').includes('warmUp(store)')) continue;
    const { env } = (await import(pathToFileURL(file('env.ts')).href)) as {
      readonly env: z.ZodMiniObject;
    };
    const send = (_label: string, command: object) => Promise.resolve(hear(folder, command));
    const engine = 'ENGINE_TABLE_NAME' in env._zod.def.shape ? 'engine' : '';
    await warmUp({ client: { send }, tables: { engine, outbox: 'outbox' } } as unknown as Store)();
  }
};

export interface PlayedBatch {
  readonly used: UsedRights;
  /** At the start of an instance, whatever it is there for. */
  readonly warmed: UsedRights;
}

/** @returns What every function asked for, by folder. */
export const playedBatch = async (): Promise<PlayedBatch> => {
  const [used, warmed] = [usedRights(), usedRights()];
  for (const hasRedis of [false, true]) hostWith(hasRedis).ears.onCommand = used.hear;
  await warmEachUp(warmed.hear);
  await playTemplates();
  await playTroubles();
  await playWorlds();
  const town = await townOf('iam', { hear: used.hear, startsCold: true });
  await lookAround(town);
  await tellCustomer(town);
  await giveBackInTwoSteps(town);
  await giveBack(town);
  await seal(town);
  await wonder(town);
  await operate(town);
  const { owner } = town;
  const hear = used.hear;
  await giveBack({
    here: await siege({ seed: 'iam', hear, startsCold: true, layerOff: 'watchdog' }),
    owner,
  });
  await loseRedis(owner, hear);
  return { used, warmed };
};
