// Reads the rights of every function out of a synthesised stage, in the words of iam-table.ts.
import type { Rights } from './iam-table.ts';
import type { Resource, Synthesised } from './synthesised.ts';

export type Statement = {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};

const listOf = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];

const labels: readonly (readonly [pattern: RegExp, label: string])[] = [
  [/^"\*"$/, 'any'],
  [/(Engine|Idempotency|Outbox|Commands|ReadModel)Table.*StreamArn/, '$1/stream'],
  [/(Engine|Idempotency|Outbox|Commands|ReadModel)Table.*\/index\/(\w+)"/, '$1/$2'],
  [/(Engine|Idempotency|Outbox|Commands|ReadModel)Table/, '$1'],
  [/Audit.*SigningKey/, 'audit-key'],
  [/:s3:::fluxpay-[a-z0-9]+-audit-/, 'audit-archive'],
  [/SecretsFieldKey/, 'field-key'],
  [/CursorSecret/, 'cursor-secret'],
  [/PgSecret/, 'pg-secret'],
  [/MessagesBus/, 'bus'],
  [/MessagesWatchdogQueue/, 'watchdog'],
  [/MessagesSweeperQueue/, 'sweeper'],
  [/MessagesPgWebhookQueue/, 'pg-webhook'],
  [/MessagesAuditSealerQueue/, 'audit-sealer'],
  [/MessagesExecutionEndedQueue/, 'execution-ended'],
  [/RelayDeadLetters/, 'relay-dlq'],
  [/CommandDeadLetters/, 'command-dlq'],
  [/:execution:fluxpay-[a-z0-9]+-payment-saga:\*"/, 'executions'],
  [/:stateMachine:fluxpay-[a-z0-9]+-payment-saga"/, 'payment-saga'],
  [/:function:fluxpay-[a-z0-9]+-streams-dispatch-commands"/, 'dispatcher'],
  [/"Fn::GetAtt":\["\w+Logs\w+","Arn"\]/, 'logs'],
];

const labelOf = (resource: unknown): string => {
  const text = JSON.stringify(resource);
  for (const [pattern, label] of labels) {
    const found = pattern.exec(text);
    if (found) {
      const [first = '', second = ''] = found.slice(1);
      const name = first.charAt(0).toLowerCase() + first.slice(1);
      return label.replace('$1', name).replace('$2', second);
    }
  }
  throw new Error(`A right on a resource that has no name here: ${text}`);
};

type Document = { readonly PolicyDocument: { readonly Statement: readonly Statement[] } };

const statementsIn = ({ PolicyDocument }: Document): readonly Statement[] =>
  PolicyDocument.Statement;

export const statementsOf = ({ Properties }: Resource): readonly Statement[] =>
  statementsIn(Properties as unknown as Document);

/** What a role is allowed in its own words, beside the policies attached to it. */
export const inlineStatementsOf = ({ Properties }: Resource): readonly Statement[] =>
  ((Properties['Policies'] ?? []) as readonly Document[]).flatMap(statementsIn);

const roleOf = (lambda: Resource): string => {
  const [role] = (lambda.Properties['Role'] as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
  return role ?? '';
};

const policiesOf = ({ ofType }: Synthesised, role: string): readonly Resource[] =>
  ofType('AWS::IAM::Policy').filter((policy) =>
    (policy.Properties['Roles'] as { Ref: string }[]).some(({ Ref }) => Ref === role),
  );

/** `fluxpay-prod-api-create-order` is the function of folder `api/create-order`. */
export const folderOf = ({ stage }: Synthesised, lambda: Resource): string =>
  String(lambda.Properties['FunctionName'])
    .slice(`fluxpay-${stage.name}-`.length)
    .replace('-', '/');

const rightsOf = (built: Synthesised, lambda: Resource): Rights => {
  const rights = new Map<string, Set<string>>();
  const role = roleOf(lambda);
  const inline = built.ofType('AWS::IAM::Role').filter(({ id }) => id === role);
  const statements = [
    ...inline.flatMap(inlineStatementsOf),
    ...policiesOf(built, role).flatMap(statementsOf),
  ];
  for (const statement of statements) {
    for (const resource of listOf(statement.Resource)) {
      const label = labelOf(resource);
      const actions = rights.get(label) ?? new Set();
      for (const action of listOf(statement.Action)) actions.add(action);
      rights.set(label, actions);
    }
  }
  return Object.fromEntries([...rights].map(([label, actions]) => [label, [...actions].sort()]));
};

export const grantedIn = (built: Synthesised): Readonly<Record<string, Rights>> =>
  Object.fromEntries(
    built
      .ofType('AWS::Lambda::Function')
      .map((lambda) => [folderOf(built, lambda), rightsOf(built, lambda)]),
  );

export const sortedRights = (rights: Rights): Rights =>
  Object.fromEntries(Object.entries(rights).map(([label, list]) => [label, [...list].sort()]));
