// The EventBridge client of this process. Region, endpoint and credentials come from the environment.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';

/** Three tries: a repeated event is dropped by its consumers. */
export const eventBridgeClient = (): EventBridgeClient =>
  new EventBridgeClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
