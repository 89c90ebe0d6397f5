// The dispatcher as the sweep reaches it: by an invocation.
import type { Store } from '#adapters/dynamo/store.ts';
import { lambdaClient, lambdaDispatcher } from '#adapters/lambda/lambda-dispatcher.ts';
import { labelled } from '#adapters/system/labelled.ts';
import type { Client } from './messaging.ts';
import type { RuntimeDeps } from './runtime.ts';

export const dispatcherOf = (
  env: { readonly dispatcherFunctionName: string },
  store: Store,
  { calls }: RuntimeDeps,
  client: Client = lambdaClient(),
) => lambdaDispatcher(labelled(client, calls), env.dispatcherFunctionName, store);
