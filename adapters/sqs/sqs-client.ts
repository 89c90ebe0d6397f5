// The SQS client of this process. Region, endpoint and credentials come from the environment.
import { SQSClient } from '@aws-sdk/client-sqs';

/** @param tries - Three: every message of ours may come twice. One where the caller itself comes again. */
export const sqsClient = (tries = 3): SQSClient =>
  new SQSClient({
    maxAttempts: tries,
    // A queue URL names a queue; where SQS answers is for the endpoint to say.
    useQueueUrlAsEndpoint: false,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
