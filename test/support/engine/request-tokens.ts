// Collects the request token of every transaction: two equal ones are one intent asked twice.
import type { DynamoCall, MemoryDynamoOptions } from '#adapters/memory/dynamo/memory-dynamo.ts';

export const engineRequestTokens = (): {
  readonly sent: string[];
  readonly intercept: NonNullable<MemoryDynamoOptions['intercept']>;
} => {
  const sent: string[] = [];
  const intercept = async (call: DynamoCall, execute: () => object): Promise<object> => {
    const token = call.input['ClientRequestToken'];
    if (typeof token === 'string') sent.push(token);
    return execute();
  };
  return { sent, intercept };
};
