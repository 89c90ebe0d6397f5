// The saga's table as data: what each state is, and where it leads. Kept by hand beside the file,
// so that one of the two cannot change alone. Source: saga specification, section 4.2.

type RetryName = 'all' | 'not timeouts';

type TaskRow = {
  readonly name: string;
  readonly kind: 'task' | 'token';
  readonly folder: string;
  readonly outcomes: readonly string[];
  readonly timeoutSeconds: number;
  readonly retry: RetryName;
  readonly caughtBy: string | undefined;
  readonly next: string | undefined;
};

type ChoiceRow = {
  readonly name: string;
  readonly kind: 'choice';
  readonly branches: readonly (readonly [outcome: string, next: string])[];
};

type TerminalRow = { readonly name: string; readonly kind: 'succeed' | 'fail' };

export type SagaRow = TaskRow | ChoiceRow | TerminalRow;

const person = 'NeedsAttention';

const task = (
  name: string,
  folder: string,
  row: Pick<TaskRow, 'outcomes' | 'timeoutSeconds' | 'next'> & Partial<TaskRow>,
): TaskRow => ({ name, kind: 'task', folder, retry: 'all', caughtBy: person, ...row });

const token = { kind: 'token', retry: 'not timeouts' } as const;

export const sagaTable: readonly SagaRow[] = [
  task('ExecuteService', 'RequestService', {
    ...token,
    outcomes: ['COMPLETED', 'NOT_DELIVERED', 'RETURNED', 'IN_DOUBT'],
    timeoutSeconds: 691_200,
    caughtBy: 'SettleService',
    next: 'ServiceOutcome',
  }),
  {
    name: 'ServiceOutcome',
    kind: 'choice',
    branches: [
      ['COMPLETED', 'CompleteOrder'],
      ['NOT_DELIVERED', 'CancelPayment'],
      ['RETURNED', 'CancelOrder'],
      ['IN_DOUBT', 'AwaitCancel'],
    ],
  },
  task('CompleteOrder', 'CompleteOrder', {
    outcomes: ['DONE'],
    timeoutSeconds: 10,
    next: undefined,
  }),
  task('SettleService', 'SettleService', {
    outcomes: ['COMPLETED', 'NOT_DELIVERED'],
    timeoutSeconds: 10,
    next: 'ServiceOutcome',
  }),
  task('CancelPayment', 'CancelPayment', {
    outcomes: ['RETURNED', 'IN_DOUBT', 'REFUSED'],
    timeoutSeconds: 25,
    next: 'CancelOutcome',
  }),
  {
    name: 'CancelOutcome',
    kind: 'choice',
    branches: [
      ['RETURNED', 'CancelOrder'],
      ['IN_DOUBT', 'AwaitCancel'],
      ['REFUSED', person],
    ],
  },
  task('AwaitCancel', 'AwaitCancel', {
    ...token,
    outcomes: ['RETURNED', 'REFUSED'],
    timeoutSeconds: 129_600,
    next: 'CancelOutcome',
  }),
  task('CancelOrder', 'CancelOrder', {
    outcomes: ['DONE'],
    timeoutSeconds: 10,
    next: 'Compensated',
  }),
  { name: 'Compensated', kind: 'succeed' },
  task(person, 'RaiseAttention', {
    outcomes: ['DONE'],
    timeoutSeconds: 30,
    caughtBy: undefined,
    next: 'Attention',
  }),
  { name: 'Attention', kind: 'fail' },
];

export const tasksOfTable: readonly TaskRow[] = sagaTable.filter(
  (row): row is TaskRow => row.kind === 'task' || row.kind === 'token',
);

const retryOf = (name: RetryName): object => ({
  ErrorEquals: name === 'all' ? ['States.TaskFailed', 'States.Timeout'] : ['States.TaskFailed'],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: 12,
  MaxDelaySeconds: 8,
  JitterStrategy: 'FULL',
});

const taskState = (row: TaskRow): object => {
  const waits = row.kind === 'token';
  return {
    Type: 'Task',
    Resource: `arn:aws:states:::lambda:invoke${waits ? '.waitForTaskToken' : ''}`,
    Parameters: {
      FunctionName: `\${${row.folder}FunctionArn}`,
      Payload: {
        state: row.name,
        'saga.$': '$',
        ...(waits ? { 'taskToken.$': '$$.Task.Token' } : {}),
      },
    },
    ...(waits ? {} : { ResultSelector: { 'outcome.$': '$.Payload.outcome' } }),
    ResultPath: '$.step',
    TimeoutSeconds: row.timeoutSeconds,
    Retry: [retryOf(row.retry)],
    ...(row.caughtBy === undefined
      ? {}
      : { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: row.caughtBy }] }),
    ...(row.next === undefined ? { End: true } : { Next: row.next }),
  };
};

const stateOf = (row: SagaRow): object => {
  switch (row.kind) {
    case 'task':
    case 'token':
      return taskState(row);
    case 'choice':
      return {
        Type: 'Choice',
        Choices: row.branches.map(([outcome, next]) => ({
          Variable: '$.step.outcome',
          StringEquals: outcome,
          Next: next,
        })),
        Default: person,
      };
    case 'succeed':
      return { Type: 'Succeed' };
    case 'fail':
      return {
        Type: 'Fail',
        Error: 'SYS_008',
        Cause: 'A person decides; see the attention item.',
      };
  }
};

/** The whole file as the table says it, fields in the order of the file. */
export const definitionOfTable = (): object => ({
  Comment: 'Waits for the paid service, then completes or compensates.',
  StartAt: 'ExecuteService',
  TimeoutSeconds: 864_000,
  States: Object.fromEntries(sagaTable.map((row) => [row.name, stateOf(row)])),
});
