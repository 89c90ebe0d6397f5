// The Step Functions client of this process. Region, endpoint and credentials come from the environment.
import { SFNClient } from '@aws-sdk/client-sfn';

/** Three tries: a name starts once, a token is taken once. */
export const stepFunctionsClient = (): SFNClient =>
  new SFNClient({
    maxAttempts: 3,
    // Some calls would go to `sync-<host>`, which one endpoint for all of AWS does not have.
    disableHostPrefix: true,
    requestHandler: { connectionTimeout: 500, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
