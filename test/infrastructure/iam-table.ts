// What each function may do, written by hand and compared with the templates both ways. Rows are
// `resource: actions`; a transaction counts as the actions of its items.
export type Rights = Readonly<Record<string, readonly string[]>>;

const logs = { logs: ['logs:CreateLogStream', 'logs:PutLogEvents'] };
const networkInterfaces = {
  any: [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
  ],
};
const engineRead = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const engineWrite = [
  ...engineRead,
  'dynamodb:ConditionCheckItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];
const claim = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const put = ['dynamodb:PutItem'];
const query = ['dynamodb:Query'];
const send = ['sqs:SendMessage'];
const consume = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const stream = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];
const secret = ['secretsmanager:GetSecretValue'];

const signedRead = {
  ...logs,
  ...networkInterfaces,
  engine: engineRead,
  idempotency: put,
  'field-key': ['kms:Decrypt'],
};
const signedList = {
  ...signedRead,
  'engine/byUser': query,
  'engine/byTime': query,
  'cursor-secret': secret,
};
const signedWrite = {
  ...logs,
  ...networkInterfaces,
  engine: engineWrite,
  idempotency: claim,
  outbox: put,
  commands: put,
  'field-key': ['kms:Decrypt'],
};
const refundWrite = {
  ...signedWrite,
  'pg-secret': secret,
  'field-key': ['kms:Decrypt', 'kms:GenerateDataKey'],
};
/** Of those that read no row of the engine but the one that warms their start. */
const adminStart = { ...logs, ...networkInterfaces, engine: ['dynamodb:GetItem'] };
const adminRead = { ...logs, ...networkInterfaces, engine: engineRead };
const adminWrite = {
  ...logs,
  ...networkInterfaces,
  engine: engineWrite,
  idempotency: claim,
  outbox: put,
};
const actRights = { ...adminWrite, commands: put };
const actOnItems = {
  ...actRights,
  engine: [...engineWrite, 'dynamodb:DeleteItem'],
  'engine/byTime': query,
  'pg-secret': secret,
};
const deskList = {
  ...adminRead,
  'engine/byTime': query,
  'engine/due': query,
  'cursor-secret': secret,
};
const step = { ...logs, engine: engineWrite, outbox: put, commands: put };

/** Of a stage with Redis inside a VPC. */
export const iamTable: Readonly<Record<string, Rights>> = {
  'admin/create-api-key': { ...adminWrite, 'field-key': ['kms:Encrypt'] },
  'admin/create-merchant': adminWrite,
  'admin/get-saga': { ...adminRead, 'engine/byTime': query },
  'admin/list-attention': {
    ...adminRead,
    'engine/byTime': query,
    'engine/due': query,
    'cursor-secret': secret,
  },
  'api/authorize-payment': { ...signedWrite, 'pg-secret': secret },
  'api/cancel-order': { ...signedWrite, 'pg-secret': secret },
  'api/cancel-payment': { ...signedWrite, 'pg-secret': secret },
  'api/capture-payment': { ...signedWrite, 'pg-secret': secret },
  'admin/change-breaker': adminWrite,
  'admin/get-breaker': adminRead,
  'admin/list-breakers': adminRead,
  'admin/acknowledge-attention': actOnItems,
  'admin/resolve-attention': actOnItems,
  'admin/approve-attention': actOnItems,
  'admin/resume-saga': actOnItems,
  'admin/get-attention': { ...adminRead, 'engine/byTime': query },
  'admin/list-sagas': deskList,
  // The policies lie beside the code.
  'admin/list-policies': adminStart,
  'admin/get-policy': adminStart,
  'admin/get-trial-balance': {
    ...adminRead,
    'engine/byTime': query,
    'cursor-secret': secret,
  },
  'admin/search-payments': { ...deskList, 'engine/byUser': query },
  'admin/inspect-payment': { ...actRights, 'engine/byTime': query, 'pg-secret': secret },
  'admin/trace-payment': { ...adminRead, 'engine/byTime': query, outbox: query },
  'admin/refund-as-operator': {
    ...actRights,
    'engine/byTime': query,
    'pg-secret': secret,
    'field-key': ['kms:Decrypt', 'kms:GenerateDataKey'],
  },
  'admin/list-merchants': { ...adminRead, 'engine/byTime': query, 'cursor-secret': secret },
  'admin/get-merchant': adminRead,
  'admin/list-api-keys': adminRead,
  'admin/change-merchant': adminWrite,
  'admin/retire-api-key': adminWrite,
  'admin/revoke-api-key': adminWrite,
  'admin/get-audit-proof': {
    ...adminStart,
    'engine/byTime': query,
    readModel: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
    'audit-archive': ['s3:GetObject'],
    'audit-key': ['kms:GetPublicKey'],
  },
  'admin/list-audit': {
    ...adminRead,
    readModel: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
    'cursor-secret': secret,
  },
  'api/complete-service': signedWrite,
  'api/confirm-payment': { ...signedWrite, 'pg-secret': secret },
  // Seals what it is told of a customer, and opens nothing.
  'api/create-order': { ...signedWrite, 'field-key': ['kms:Decrypt', 'kms:GenerateDataKey'] },
  'api/fail-service': signedWrite,
  'api/get-documents': logs,
  'api/get-health': logs,
  'api/get-idempotency-record': {
    ...signedRead,
    idempotency: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  },
  'api/get-order': signedRead,
  'api/get-payment': { ...signedWrite, 'pg-secret': secret },
  'api/get-payment-timeline': { ...signedRead, outbox: query },
  'api/get-refund': signedRead,
  'api/give-refund-account': refundWrite,
  'api/list-orders': signedList,
  'api/list-payment-refunds': { ...signedRead, 'cursor-secret': secret },
  'api/list-payments': signedList,
  'api/list-refunds': { ...signedRead, 'engine/byTime': query, 'cursor-secret': secret },
  'api/refund-payment': { ...signedWrite, 'pg-secret': secret },
  'api/receive-pg-webhook': {
    ...logs,
    engine: ['dynamodb:GetItem'],
    idempotency: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    'pg-webhook': send,
  },
  'api/refuse-unknown-route': logs,
  'api/request-refund': refundWrite,
  'events/on-execution-ended': {
    ...step,
    commands: ['dynamodb:PutItem', 'dynamodb:Query'],
    'execution-ended': consume,
    executions: ['states:DescribeExecution'],
  },
  'events/on-pg-webhook': {
    ...step,
    'engine/byTime': query,
    idempotency: claim,
    'pg-secret': secret,
    'pg-webhook': consume,
    watchdog: send,
  },
  'events/on-watchdog-due': {
    ...step,
    'engine/byTime': query,
    idempotency: claim,
    'pg-secret': secret,
    'field-key': ['kms:Decrypt'],
    watchdog: [...consume, ...send],
  },
  'schedules/seal-audit': {
    ...logs,
    engine: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    'engine/byTime': query,
    'engine/due': query,
    outbox: ['dynamodb:BatchGetItem'],
    'outbox/byTime': query,
    readModel: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    'audit-archive': ['s3:GetObject', 's3:PutObject'],
    'audit-key': ['kms:Sign'],
    'audit-sealer': consume,
  },
  'schedules/sweep-pending-work': {
    ...logs,
    engine: engineWrite,
    'engine/due': query,
    idempotency: claim,
    outbox: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    'outbox/busPending': query,
    commands: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    'commands/commandPending': query,
    'pg-secret': secret,
    'field-key': ['kms:Decrypt'],
    bus: ['events:PutEvents'],
    dispatcher: ['lambda:InvokeFunction'],
    executions: ['states:DescribeExecution'],
    sweeper: [...consume, ...send],
    'relay-dlq': send,
  },
  'steps/await-cancel': step,
  'steps/cancel-order': step,
  'steps/cancel-payment': { ...step, 'pg-secret': secret },
  'steps/complete-order': step,
  'steps/raise-attention': step,
  'steps/request-service': step,
  'steps/settle-service': step,
  'streams/dispatch-commands': {
    ...logs,
    'commands/stream': stream,
    commands: ['dynamodb:UpdateItem'],
    engine: engineWrite,
    outbox: put,
    'payment-saga': ['states:SendTaskSuccess', 'states:StartExecution'],
    watchdog: send,
    'command-dlq': send,
  },
  'streams/relay-eventbridge': {
    ...logs,
    'outbox/stream': stream,
    // One row that nobody has, for the start; the markers of those there are.
    outbox: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    bus: ['events:PutEvents'],
    'relay-dlq': send,
  },
};

/** The only roles that may name every resource, and why AWS leaves no choice. */
export const anyResourceActions: ReadonlySet<string> = new Set([
  // Lambda attaches a function to a VPC.
  ...networkInterfaces.any,
  // Step Functions delivers its log.
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]);
