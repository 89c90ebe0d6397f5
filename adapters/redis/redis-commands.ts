// The cut: all our Redis adapters ask of a Redis is to run one of our scripts under a label. The real
// client and the twin both offer exactly this.
import type { RedisLabel } from '#core/contracts/labels.ts';

/** `rl-take` of `redis.rl-take`: every script is called by one label and named like it. */
export type RedisScript = RedisLabel extends `redis.${infer Name}` ? Name : never;

export interface RedisCommands {
  /**
   * Runs a script, atomically, once.
   *
   * @returns The reply as the protocol has it: integers as numbers, strings, arrays of both.
   * @throws When Redis gives no answer within its time. Whether the script ran is then unknown.
   */
  run(
    label: RedisLabel,
    script: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown>;
}
