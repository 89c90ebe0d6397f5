// A store of its own for the port suites: the twin, or an emulator over the SDK's own wire. Tests share
// the tables, so each takes a merchant that nobody else has.
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { dynamoUnitOfWork } from '#adapters/dynamo/dynamo-unit-of-work.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { labelled } from '#adapters/system/labelled.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Result } from '#core/kernel/result.ts';
import type { Change, Commit, CommitLost, UnitOfWork } from '#core/outbox/commit.ts';
import { startDynoxide } from '#test/support/dynoxide.ts';
import { testClock } from './engine.ts';
import { sampleAt } from './sample-rows.ts';
import { tableDefinitions, tableNames, twinStore } from './twin-store.ts';

export interface StoreWorld {
  readonly store: Store;
  readonly clock: ReturnType<typeof testClock>;
  readonly unitOfWork: UnitOfWork;
  readonly close: () => Promise<void>;
}

let merchants = 0;

/** A tenant of its own for one test. */
export const freshTenant = (): Tenant => {
  merchants += 1;
  return { environment: 'test', merchantId: `S${merchants}` as MerchantId };
};

const withUnitOfWork = (
  store: Store,
  clock: StoreWorld['clock'],
  close: StoreWorld['close'],
): StoreWorld => ({
  store,
  clock,
  close,
  unitOfWork: dynamoUnitOfWork({
    store,
    digests: nodeDigests,
    clock,
    chance: { fraction: () => 0 },
    sleeper: { sleep: () => Promise.resolve() },
  }),
});

/** @param intercept - Stands between the adapters and the twin, to watch or to fail what is sent. */
export const twinStoreWorld = (
  intercept?: Parameters<typeof twinStore>[1],
): Promise<StoreWorld> => {
  const clock = testClock(sampleAt);
  const { store } = twinStore(() => clock.now(), intercept);
  return Promise.resolve(withUnitOfWork(store, clock, () => Promise.resolve()));
};

/** An emulator in a process of its own; what it holds is gone with it. */
export const emulatedStoreWorld = async (): Promise<StoreWorld> => {
  const dynoxide = await startDynoxide();
  for (const table of tableDefinitions) await dynoxide.createTable(table);
  const calls = { run: <T>(_label: string, effect: () => Promise<T>) => effect() };
  const store = { client: labelled(dynoxide.client, calls), tables: tableNames, shards: 16 };
  return withUnitOfWork(store, testClock(sampleAt), dynoxide.stop);
};

/** Commits changes alone, or a commit with more to it. */
export const commitOf = (
  { unitOfWork }: Pick<StoreWorld, 'unitOfWork'>,
  tenant: Tenant,
  changes: readonly Change[],
  rest: Partial<Commit> = {},
): Promise<Result<void, CommitLost>> =>
  unitOfWork.commit({
    name: 'TX-ORDER',
    tenant,
    requestId: 'request-1',
    changes,
    groups: [],
    commands: [],
    ...rest,
  });
