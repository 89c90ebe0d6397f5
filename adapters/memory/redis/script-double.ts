// What a double of a Lua script is: the same keys and arguments, the same reply, on a store in memory.
import { assert } from '#core/kernel/assert.ts';
import type { RedisStore } from './redis-store.ts';

export type ScriptReply = number | string | readonly (number | string)[];

/** Arguments arrive as text, as they do in Lua. */
export type ScriptDouble = (
  store: RedisStore,
  keys: readonly string[],
  args: readonly string[],
) => ScriptReply;

/** @throws AssertionFailed for a text that is no whole number. */
export const wholeNumber = (text: string | undefined): number => {
  const value = Number(text);
  assert(
    text !== undefined && text !== '' && Number.isSafeInteger(value),
    `not a whole number: ${text}`,
  );
  return value;
};
