// Reads a table's stream from Dynoxide over its JSON protocol: the SDK's stream client is no
// dependency of ours, and the emulator does not check signatures.

import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Dynoxide } from './dynoxide.ts';

/** As the service sends it: bytes in base64. */
export type WireRecord = {
  readonly eventName: string;
  readonly dynamodb: {
    readonly Keys: Record<string, unknown>;
    readonly NewImage?: Record<string, unknown>;
  };
};

async function call(endpoint: string, operation: string, body: object): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify(body),
  });
  return response.json();
}

type Page = { readonly Records: WireRecord[]; readonly NextShardIterator?: string };

async function startOf(dynoxide: Dynoxide, table: string): Promise<string> {
  const { client, endpoint } = dynoxide;
  const described = await client.send(new DescribeTableCommand({ TableName: table }));
  const arn = described.Table?.LatestStreamArn;
  const stream = (await call(endpoint, 'DescribeStream', { StreamArn: arn })) as {
    StreamDescription: { Shards: { ShardId: string }[] };
  };
  const [shard, ...others] = stream.StreamDescription.Shards;
  if (shard === undefined || others.length > 0) throw new Error(`${table} has not one shard`);
  const start = (await call(endpoint, 'GetShardIterator', {
    StreamArn: arn,
    ShardId: shard.ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  })) as { ShardIterator: string };
  return start.ShardIterator;
}

/** A reader of one table's stream: each call returns what is new since the one before. */
export function emulatorStream(dynoxide: Dynoxide, table: string): () => Promise<WireRecord[]> {
  let iterator: string | undefined;
  return async () => {
    iterator ??= await startOf(dynoxide, table);
    const records: WireRecord[] = [];
    for (;;) {
      const page = (await call(dynoxide.endpoint, 'GetRecords', {
        ShardIterator: iterator,
      })) as Page;
      records.push(...page.Records);
      iterator = page.NextShardIterator ?? iterator;
      // An open shard always has a next iterator: an empty page is its end for now.
      if (page.Records.length === 0) return records;
    }
  };
}
