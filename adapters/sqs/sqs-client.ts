// The SQS client of this process. Region, endpoint and credentials come from the environment.
import { SQSClient } from '@aws-sdk/client-sqs';

/** Three tries: every message of ours may come twice. */
export const sqsClient = (): SQSClient =>
  new SQSClient({
    maxAttempts: 3,
    // A queue URL names a queue; where SQS answers is for the endpoint to say.
    useQueueUrlAsEndpoint: false,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
