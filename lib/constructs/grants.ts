// Rights in the words of what a function does, each written by hand: CDK's grant helpers add scans,
// deletes and wildcards. A transaction needs the rights of its items.
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { TableId } from '#core/contracts/storage.ts';

type Conditions = Record<string, Record<string, string>>;

/** ARNs of everything a function may be granted. */
export type Grantable = {
  readonly tables: Readonly<Record<TableId, { readonly arn: string; readonly streamArn?: string }>>;
  readonly fieldKeyArn: string;
  readonly auditKeyArn: string;
  readonly auditObjectsArn: string;
  readonly cursorSecretArn: string;
  readonly pgSecretArns: readonly string[];
  readonly pgWebhookSecretArn: string;
  readonly busArn: string;
  readonly watchdogQueueArn: string;
  readonly sweeperQueueArn: string;
  readonly executionEndedQueueArn: string;
  readonly pgWebhookQueueArn: string;
  readonly auditSealerQueueArn: string;
  readonly relayDlqArn: string;
  readonly commandDlqArn: string;
  readonly machineArn: string;
  readonly executionsArn: string;
  readonly dispatcherArn: string;
  /** Whether nonces of reads are stored; without Redis they stay in the process. */
  readonly storesNoncesOfReads: boolean;
};

const allow = (actions: string[], resource: string, conditions?: Conditions): PolicyStatement =>
  new PolicyStatement({ actions, resources: [resource], ...(conditions && { conditions }) });

const insideTransaction: Conditions = {
  StringEquals: { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
};

/** Every use of the field key says what for, so that one purpose cannot open another's ciphertext. */
const purpose = (name: string): Conditions => ({
  StringEquals: { 'kms:EncryptionContext:purpose': name },
});

const queryIndex = (table: TableId, index: string) => (to: Grantable) => [
  allow(['dynamodb:Query'], `${to.tables[table].arn}/index/${index}`),
];

const readStream = (table: TableId) => (to: Grantable) => {
  const { streamArn } = to.tables[table];
  if (streamArn === undefined) throw new Error(`Table ${table} has no stream.`);
  const actions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
  return [
    allow(
      actions.map((action) => `dynamodb:${action}`),
      streamArn,
    ),
  ];
};

const consume = (queueArn: string): PolicyStatement[] => [
  allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queueArn),
];

const putInTransaction = (table: TableId) => (to: Grantable) => [
  allow(['dynamodb:PutItem'], to.tables[table].arn, insideTransaction),
];

/** Removes the pending marker of a row, or counts a failed try in it. */
const markRows = (table: TableId) => (to: Grantable) => [
  allow(['dynamodb:UpdateItem'], to.tables[table].arn),
];

/** The read of a row nobody has, by which every cold start is warmed: `warmUp` of functions/_wiring/store.ts. */
const warm = (table: TableId) => (to: Grantable) => [
  allow(['dynamodb:GetItem'], to.tables[table].arn, {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'sys.engine#PING' },
  }),
];

export type Grant = (to: Grantable) => PolicyStatement[];

export const grants = {
  readEngine: (to) => [
    allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], to.tables.engine.arn),
  ],
  /** For those who need nothing else of it. */
  warmEngine: warm('engine'),
  writeEngine: (to) => [
    allow(
      ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'],
      to.tables.engine.arn,
    ),
  ],
  /** An item that is over gives its place back. */
  freeUnique: (to) => [allow(['dynamodb:DeleteItem'], to.tables.engine.arn, insideTransaction)],
  queryByUser: queryIndex('engine', 'byUser'),
  queryByTime: queryIndex('engine', 'byTime'),
  queryDue: queryIndex('engine', 'due'),
  putNonce: (to) =>
    to.storesNoncesOfReads ? [allow(['dynamodb:PutItem'], to.tables.idempotency.arn)] : [],
  readIdempotency: (to) => [allow(['dynamodb:GetItem'], to.tables.idempotency.arn)],
  writeIdempotency: (to) => [
    allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      to.tables.idempotency.arn,
    ),
  ],
  putOutbox: putInTransaction('outbox'),
  getOutbox: (to) => [allow(['dynamodb:BatchGetItem'], to.tables.outbox.arn)],
  warmOutbox: warm('outbox'),
  queryOutbox: (to) => [allow(['dynamodb:Query'], to.tables.outbox.arn)],
  markOutbox: markRows('outbox'),
  queryBusPending: queryIndex('outbox', 'busPending'),
  readOutboxStream: readStream('outbox'),
  putCommands: putInTransaction('commands'),
  getCommands: (to) => [allow(['dynamodb:BatchGetItem'], to.tables.commands.arn)],
  queryCommands: (to) => [allow(['dynamodb:Query'], to.tables.commands.arn)],
  markCommands: markRows('commands'),
  queryCommandPending: queryIndex('commands', 'commandPending'),
  readCommandsStream: readStream('commands'),
  openApiKeys: (to) => [allow(['kms:Decrypt'], to.fieldKeyArn, purpose('api-key'))],
  sealApiKeys: (to) => [allow(['kms:Encrypt'], to.fieldKeyArn, purpose('api-key'))],
  /** Seals personal data; whoever only seals cannot read what others sealed. */
  sealPersonalData: (to) => [
    allow(['kms:GenerateDataKey'], to.fieldKeyArn, purpose('personal-data')),
  ],
  openPersonalData: (to) => [allow(['kms:Decrypt'], to.fieldKeyArn, purpose('personal-data'))],
  queryOutboxByTime: queryIndex('outbox', 'byTime'),
  /** The head of each audit chain, and how far the sealer has looked. */
  writeAuditHeads: (to) => [
    allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], to.tables.engine.arn),
  ],
  writeAuditIndex: (to) => [
    allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], to.tables.readModel.arn),
  ],
  readAuditIndex: (to) => [
    allow(['dynamodb:BatchGetItem', 'dynamodb:Query'], to.tables.readModel.arn),
  ],
  writeAuditArchive: (to) => [allow(['s3:GetObject', 's3:PutObject'], to.auditObjectsArn)],
  readAuditArchive: (to) => [allow(['s3:GetObject'], to.auditObjectsArn)],
  signAnchors: (to) => [allow(['kms:Sign'], to.auditKeyArn)],
  showAnchorKey: (to) => [allow(['kms:GetPublicKey'], to.auditKeyArn)],
  consumeAuditSealer: (to) => consume(to.auditSealerQueueArn),
  readCursorSecret: (to) => [allow(['secretsmanager:GetSecretValue'], to.cursorSecretArn)],
  readPgSecret: (to) => to.pgSecretArns.map((arn) => allow(['secretsmanager:GetSecretValue'], arn)),
  /** Signs nothing but webhooks: whoever takes those in has no right to the key that moves money. */
  readWebhookSecret: (to) =>
    to.pgWebhookSecretArn === ''
      ? []
      : [allow(['secretsmanager:GetSecretValue'], to.pgWebhookSecretArn)],
  publishEvents: (to) => [allow(['events:PutEvents'], to.busArn)],
  sendWatchdog: (to) => [allow(['sqs:SendMessage'], to.watchdogQueueArn)],
  consumeWatchdog: (to) => consume(to.watchdogQueueArn),
  sendSweeper: (to) => [allow(['sqs:SendMessage'], to.sweeperQueueArn)],
  consumeSweeper: (to) => consume(to.sweeperQueueArn),
  consumeExecutionEnded: (to) => consume(to.executionEndedQueueArn),
  sendPgWebhook: (to) => [allow(['sqs:SendMessage'], to.pgWebhookQueueArn)],
  consumePgWebhook: (to) => consume(to.pgWebhookQueueArn),
  readEndpoint: (to) => [allow(['dynamodb:GetItem'], to.tables.engine.arn)],
  markSeen: (to) => [allow(['dynamodb:GetItem', 'dynamodb:PutItem'], to.tables.idempotency.arn)],
  parkRelay: (to) => [allow(['sqs:SendMessage'], to.relayDlqArn)],
  parkCommand: (to) => [allow(['sqs:SendMessage'], to.commandDlqArn)],
  startSaga: (to) => [allow(['states:StartExecution'], to.machineArn)],
  resumeSaga: (to) => [allow(['states:SendTaskSuccess'], to.machineArn)],
  invokeDispatcher: (to) => [allow(['lambda:InvokeFunction'], to.dispatcherArn)],
  describeSaga: (to) => [allow(['states:DescribeExecution'], to.executionsArn)],
} satisfies Record<string, Grant>;

/** What every signed read needs before its own work: the caller's key and a place for the nonce. */
export const signedReadGrants: readonly Grant[] = [
  grants.readEngine,
  grants.openApiKeys,
  grants.putNonce,
];

/** What one business transaction may write. */
export const transactionGrants: readonly Grant[] = [
  grants.readEngine,
  grants.writeEngine,
  grants.putOutbox,
  grants.putCommands,
];

/** A signed write: its nonce, its claim and its answer are rows of `idempotency`. */
export const signedWriteGrants: readonly Grant[] = [
  ...transactionGrants,
  grants.openApiKeys,
  grants.writeIdempotency,
];
