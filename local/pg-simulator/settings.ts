// Environment variables of the simulator, read once and checked.
import type { ClockMode } from './clock.ts';
import type { LatencyShape } from './draws.ts';
import { type Profile, profiles } from './fault-catalogue.ts';

export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly seed: string;
  readonly profile: Profile;
  readonly dataDir: string | undefined;
  readonly clock: ClockMode;
  readonly latency: LatencyShape;
  readonly controlToken: string | undefined;
}

const loopback = ['127.0.0.1', '::1', 'localhost'];

const oneOf = <Word extends string>(name: string, value: string, words: readonly Word[]): Word => {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new Error(`${name} is one of ${words.join(', ')}`);
  return found;
};

/** `p50,p95` in milliseconds; one number stands for both. */
const latencyOf = (text: string): LatencyShape => {
  const [p50 = Number.NaN, p95 = p50] = text.split(',').map(Number);
  if (!(p50 >= 0) || !(p95 >= p50))
    throw new Error('LIAR_PG_LATENCY_MS is p50,p95 with p50 <= p95');
  return { p50, p95 };
};

/** @throws Error naming the variable that is wrong. */
export const settingsFrom = (env: Readonly<Record<string, string | undefined>>): Settings => {
  const port = Number(env['LIAR_PG_PORT'] ?? 4580);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('LIAR_PG_PORT is a port');
  const host = env['LIAR_PG_HOST'] ?? '127.0.0.1';
  const controlToken = env['LIAR_PG_CONTROL_TOKEN'] || undefined;
  if (!loopback.includes(host) && controlToken === undefined) {
    throw new Error('a host other than loopback requires LIAR_PG_CONTROL_TOKEN');
  }
  return {
    port,
    host,
    seed: env['LIAR_PG_SEED'] ?? '1',
    profile: oneOf('LIAR_PG_PROFILE', env['LIAR_PG_PROFILE'] ?? 'faithful', profiles),
    dataDir: env['LIAR_PG_DATA_DIR'] || undefined,
    clock: oneOf('LIAR_PG_CLOCK', env['LIAR_PG_CLOCK'] ?? 'real', ['real', 'virtual']),
    latency: latencyOf(env['LIAR_PG_LATENCY_MS'] ?? '0'),
    controlToken,
  };
};
