// Rights that a function has and that no world of the batch makes it use, each with the reason why it keeps it. A
// reason nobody needs any more fails the test as a right without one does.

/** What the platform does with a function's role; a function sends no such command itself. */
export const ofPlatform: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'Lambda writes the lines of a function',
  'logs:PutLogEvents': 'Lambda writes the lines of a function',
  'ec2:CreateNetworkInterface': 'Lambda attaches a function to its network',
  'ec2:DeleteNetworkInterface': 'Lambda attaches a function to its network',
  'ec2:DescribeNetworkInterfaces': 'Lambda attaches a function to its network',
  'sqs:ReceiveMessage': 'the event source mapping takes messages',
  'sqs:DeleteMessage': 'the event source mapping takes messages',
  'sqs:GetQueueAttributes': 'the event source mapping takes messages',
  'dynamodb:DescribeStream': 'the event source mapping reads a stream',
  'dynamodb:GetRecords': 'the event source mapping reads a stream',
  'dynamodb:GetShardIterator': 'the event source mapping reads a stream',
  'dynamodb:ListStreams': 'the event source mapping reads a stream',
};

export interface Bundle {
  readonly reason: string;
  /** `engine dynamodb:GetItem`. */
  readonly rights: readonly string[];
}

const reads = ['BatchGetItem', 'GetItem', 'Query'].map((action) => `engine dynamodb:${action}`);
const writes = ['ConditionCheckItem', 'PutItem', 'UpdateItem'].map(
  (action) => `engine dynamodb:${action}`,
);

/** Rights that are granted together (lib/constructs/grants.ts). Whoever has one must use a part of it. */
export const bundles = {
  reads: {
    reason: 'the reads of the engine table are one grant: by key, by keys, by partition',
    rights: reads,
  },
  transaction: {
    reason: 'a transaction writes state, events and commands: which of them is its use case’s word',
    rights: [...reads, ...writes, 'outbox dynamodb:PutItem', 'commands dynamodb:PutItem'],
  },
  claim: {
    reason:
      'nonce, claim and answer are rows of one table: read when a claim is lost, updated when taken over',
    rights: ['GetItem', 'PutItem', 'UpdateItem'].map((action) => `idempotency dynamodb:${action}`),
  },
  auditIndex: {
    reason: 'the index of the audit log is one grant: a page is found, then its records by key',
    rights: ['BatchGetItem', 'Query'].map((action) => `readModel dynamodb:${action}`),
  },
  items: {
    reason:
      'the acts on an item are one desk: any of them may read the PG, free its place and go on',
    rights: [
      ...reads,
      ...writes,
      'engine dynamodb:DeleteItem',
      'outbox dynamodb:PutItem',
      'commands dynamodb:PutItem',
      'pg-secret secretsmanager:GetSecretValue',
    ],
  },
} as const satisfies Readonly<Record<string, Bundle>>;

export type BundleName = keyof typeof bundles;

const write: readonly BundleName[] = ['transaction', 'claim'];

/** Which bundles each function uses in part only. */
export const inPart: Readonly<Record<string, readonly BundleName[]>> = {
  'admin/create-api-key': write,
  'admin/create-merchant': write,
  'admin/get-saga': ['reads'],
  'admin/list-attention': ['reads'],
  'api/authorize-payment': ['transaction'],
  'api/cancel-order': ['transaction'],
  'api/cancel-payment': ['claim'],
  'admin/change-breaker': write,
  'admin/get-breaker': ['reads'],
  'admin/list-breakers': ['reads'],
  'admin/acknowledge-attention': ['items', 'claim'],
  'admin/resolve-attention': ['items', 'claim'],
  'admin/approve-attention': ['items', 'claim'],
  'admin/resume-saga': ['items', 'claim'],
  'admin/get-attention': ['reads'],
  'admin/list-sagas': ['reads'],
  'admin/search-payments': ['reads'],
  'admin/inspect-payment': write,
  'admin/refund-as-operator': write,
  'admin/list-merchants': ['reads'],
  'admin/get-merchant': ['reads'],
  'admin/list-api-keys': ['reads'],
  'admin/change-merchant': write,
  'admin/retire-api-key': write,
  'admin/revoke-api-key': write,
  'admin/list-audit': ['reads', 'auditIndex'],
  'api/complete-service': write,
  'api/create-order': write,
  'api/fail-service': write,
  'api/get-idempotency-record': ['reads'],
  'api/get-order': ['reads'],
  'api/get-payment': ['claim'],
  'api/get-refund': ['reads'],
  'api/give-refund-account': write,
  'api/list-orders': ['reads'],
  'api/list-payment-refunds': ['reads'],
  'api/list-payments': ['reads'],
  'api/list-refunds': ['reads'],
  'api/refund-payment': write,
  'api/request-refund': ['transaction'],
  'events/on-execution-ended': ['transaction'],
  'events/on-pg-webhook': write,
  'events/on-watchdog-due': write,
  'schedules/sweep-pending-work': write,
  'steps/await-cancel': ['transaction'],
  'steps/cancel-order': ['transaction'],
  'steps/cancel-payment': ['transaction'],
  'steps/complete-order': ['transaction'],
  'steps/raise-attention': ['transaction'],
  'steps/request-service': ['transaction'],
  'steps/settle-service': ['transaction'],
  'streams/dispatch-commands': ['transaction'],
};

/** Single rights that are kept for what no world of the batch comes to. */
export const kept: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'events/on-pg-webhook': {
    'engine/byTime dynamodb:Query':
      'one use case with the watchdog, which asks for the merchants at the last of its looks',
  },
  'schedules/sweep-pending-work': {
    'field-key kms:Decrypt':
      'sends a refund to its account where the message about it was lost, and the watchdog is late too',
  },
  'streams/relay-eventbridge': {
    'relay-dlq sqs:SendMessage':
      'the third try of a poisoned row may be the relay’s or the sweep’s',
  },
};
