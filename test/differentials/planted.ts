// One fault planted in each of our sides. A differential that does not fail on its fault compares less
// than it says.

import type { ScriptDoubles } from '#adapters/memory/redis/memory-redis.ts';
import { scriptDoubles } from '#adapters/memory/redis/memory-redis.ts';
import type { Definition } from '#test/support/asl/definition.ts';
import type { DynamoSender } from '#test/support/dynamo-programs/run-command.ts';
import { compareAsl, type Forget } from './asl.ts';
import { compareDynamodb } from './dynamodb.ts';
import type { DifferentialName, Outcome } from './outcome.ts';
import { comparePg, type PgSide } from './pg.ts';
import { controlPath } from './pg-program.ts';
import { compareRedis } from './redis.ts';

export type PlantedFault = {
  readonly name: string;
  readonly differential: DifferentialName;
  /** @returns true: the differential failed, as it must. */
  readonly run: () => Promise<boolean>;
};

/** A twin that reads one operator of every expression as another. */
export const misreading =
  (operator: string, as: string) =>
  (twin: DynamoSender): DynamoSender => {
    const spoil = (value: unknown): unknown => {
      if (typeof value === 'string') return value.replace(operator, as);
      if (Array.isArray(value)) return value.map(spoil);
      if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one)]));
    };
    const send = (command: { input: Record<string, unknown> }) => {
      Object.assign(command.input, spoil(command.input));
      return twin.send(command as never);
    };
    return { send: send as unknown as DynamoSender['send'] };
  };

/** Doubles of which one is wrong, by what is wrong with it. */
export const wrongDoubles: Readonly<Record<string, ScriptDoubles>> = {
  'a limiter that keeps the nonce of a refusal': {
    ...scriptDoubles,
    'rl-take': (store, keys, args) => {
      const reply = scriptDoubles['rl-take']?.(store, keys, args) ?? [];
      if (Array.isArray(reply) && reply[0] === 0) store.set(keys[0] ?? '', '1', 4_000);
      return reply;
    },
  },
  'a claim that is held for a tenth of a second less': {
    ...scriptDoubles,
    'idem-claim': (store, keys, [print = '', who = '', lease = '']) =>
      scriptDoubles['idem-claim']?.(store, keys, [print, who, `${Number(lease) - 100}`]) ?? [],
  },
  'an answer that anybody may free': {
    ...scriptDoubles,
    'idem-free': (store, keys) => (store.delete(keys[0] ?? '') ? 1 : 0),
  },
};

/** A stepper that has never read the Catch of one state. */
export const forgettingCatch =
  (name: string): Forget =>
  (definition: Definition): Definition => {
    const state = definition.States[name];
    if (state?.Type === 'Task') delete state.Catch;
    return definition;
  };

/** A door that leaves the last line out when it shows its journal. */
const droppingLine = (door: PgSide): PgSide => ({
  ...door,
  send: async (request) => {
    const seen = await door.send(request);
    if (request.path !== `${controlPath}journal?after=0`) return seen;
    const lines = JSON.parse(seen.text) as readonly unknown[];
    return { ...seen, text: JSON.stringify(lines.slice(0, -1)) };
  },
});

const differs = async (outcome: Promise<Outcome>): Promise<boolean> =>
  (await outcome).batches.some(({ differences }) => differences.length > 0);

const first = { seed: 1, isEndedByFirst: true };

export const plantedFaults: readonly PlantedFault[] = [
  {
    name: 'a DynamoDB twin that reads <= as <',
    differential: 'dynamodb',
    run: () => differs(compareDynamodb({ ...first, programs: 100, plant: misreading('<=', '<') })),
  },
  {
    name: 'a Redis double that lets anybody free an answer',
    differential: 'redis',
    run: () => {
      const doubles = wrongDoubles['an answer that anybody may free'] ?? scriptDoubles;
      return differs(compareRedis({ ...first, programs: 300, doubles }));
    },
  },
  {
    name: 'a stepper that forgets the Catch of CancelPayment',
    differential: 'asl',
    run: () => {
      const forget = forgettingCatch('CancelPayment');
      return differs(compareAsl({ ...first, programs: 2_000, machines: 0, forget }));
    },
  },
  {
    name: 'a door of the PG that drops a journal line',
    differential: 'pg',
    run: () => differs(comparePg({ ...first, programs: 25, plant: droppingLine })),
  },
];
