// Invokes the dispatcher with records in the form its stream hands them over.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { commandItem } from '#adapters/dynamo/outbox-items.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import type { LabelledClient } from '#adapters/system/labelled.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { CommandDispatch } from '#core/outbox/sweep.ts';

export const lambdaClient = (): LambdaClient =>
  new LambdaClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 500, requestTimeout: 25_000 },
  });

export const lambdaDispatcher = (
  client: LabelledClient,
  functionName: string,
  store: Store,
): CommandDispatch => ({
  dispatch: async (commands) => {
    const records = commands.map((command) => ({
      eventName: 'INSERT',
      dynamodb: { NewImage: commandItem(store, command).Put?.Item },
    }));
    const reply = await client.send(
      'command.dispatch',
      new InvokeCommand({
        FunctionName: functionName,
        Payload: new TextEncoder().encode(JSON.stringify({ Records: records })),
      }),
    );
    if (reply.FunctionError !== undefined) {
      throw new DependencyUnavailable(`dispatcher (${reply.FunctionError})`);
    }
  },
});
