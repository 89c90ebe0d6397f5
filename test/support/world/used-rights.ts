// What a function would have to be allowed, told by the commands it hands to its clients: the words of an IAM
// statement, and the names of resources that the table of rights uses. It imports nothing: the tests of
// infrastructure read it too, and are checked under rules of their own.
/** `engine/byTime` -> `dynamodb:Query`. A transaction counts as the actions of its items. */
export interface UsedRight {
  readonly resource: string;
  readonly action: string;
}

type Input = Readonly<Record<string, unknown>>;

const tableNames: Readonly<Record<string, string>> = { 'read-model': 'readModel' };
const tableOf = (name: unknown): string => tableNames[String(name)] ?? String(name);

const onTable =
  (action: string) =>
  ({ TableName, IndexName }: Input): readonly UsedRight[] => [
    {
      resource:
        typeof IndexName === 'string' ? `${tableOf(TableName)}/${IndexName}` : tableOf(TableName),
      action: `dynamodb:${action}`,
    },
  ];

const itemActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

const ofTransaction = ({ TransactItems }: Input): readonly UsedRight[] =>
  (TransactItems as readonly Readonly<Record<string, Input>>[]).flatMap((item) =>
    Object.entries(item).flatMap(([kind, input]) => onTable(itemActions[kind] ?? kind)(input)),
  );

const ofBatch = ({ RequestItems }: Input): readonly UsedRight[] =>
  Object.keys(RequestItems as object).map((name) => ({
    resource: tableOf(name),
    action: 'dynamodb:BatchGetItem',
  }));

const one = (resource: string, action: string) => (): readonly UsedRight[] => [
  { resource, action },
];

const lastOf = (text: unknown, separator: string): string =>
  String(text).split(separator).at(-1) ?? '';

/** By the class of the command, without its suffix. */
const rights: Readonly<Record<string, (input: Input) => readonly UsedRight[]>> = {
  GetItem: onTable('GetItem'),
  PutItem: onTable('PutItem'),
  UpdateItem: onTable('UpdateItem'),
  DeleteItem: onTable('DeleteItem'),
  Query: onTable('Query'),
  BatchGetItem: ofBatch,
  TransactGetItems: ofTransaction,
  TransactWriteItems: ofTransaction,
  SendMessage: ({ QueueUrl }) => [
    { resource: lastOf(QueueUrl, '/').replace('.fifo', ''), action: 'sqs:SendMessage' },
  ],
  PutEvents: one('bus', 'events:PutEvents'),
  StartExecution: one('payment-saga', 'states:StartExecution'),
  SendTaskSuccess: one('payment-saga', 'states:SendTaskSuccess'),
  DescribeExecution: one('executions', 'states:DescribeExecution'),
  Invoke: one('dispatcher', 'lambda:InvokeFunction'),
  Encrypt: one('field-key', 'kms:Encrypt'),
  Decrypt: one('field-key', 'kms:Decrypt'),
  GenerateDataKey: one('field-key', 'kms:GenerateDataKey'),
  Sign: one('audit-key', 'kms:Sign'),
  GetPublicKey: one('audit-key', 'kms:GetPublicKey'),
  GetObject: one('audit-archive', 's3:GetObject'),
  PutObject: one('audit-archive', 's3:PutObject'),
  GetSecretValue: ({ SecretId }) => [
    {
      resource: lastOf(SecretId, ':') === 'cursor' ? 'cursor-secret' : 'pg-secret',
      action: 'secretsmanager:GetSecretValue',
    },
  ],
};

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: Input;
}

/** @throws Error for a command that has no right here: it would pass unseen. */
export const rightsOf = (command: object): readonly UsedRight[] => {
  const { constructor: made, input } = command as Command;
  const of = rights[made.name.replace(/Command$/u, '')];
  if (of === undefined) throw new Error(`no right is known for ${made.name}`);
  return of(input);
};

export interface UsedRights {
  readonly hear: (folder: string, command: object) => void;
  /** By folder: `engine dynamodb:GetItem`. */
  readonly byFolder: ReadonlyMap<string, ReadonlySet<string>>;
  readonly commands: () => number;
}

/** Remembers what every function used, over as many worlds as it is held to. */
export const usedRights = (): UsedRights => {
  const byFolder = new Map<string, Set<string>>();
  let commands = 0;
  return {
    byFolder,
    commands: () => commands,
    hear: (folder, command) => {
      commands += 1;
      const used = byFolder.get(folder) ?? new Set<string>();
      byFolder.set(folder, used);
      for (const { resource, action } of rightsOf(command)) used.add(`${resource} ${action}`);
    },
  };
};
