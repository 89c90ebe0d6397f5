// A Standard state machine from its ASL file. The placeholders of the file, the functions given and
// the right to invoke them are one list: a missing or surplus function fails at synth.
import { readFileSync } from 'node:fs';
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import { acknowledgeStateMachine } from '../guardrails/acknowledgements.ts';
import { constructId, type ServiceFunction } from './service-function.ts';

/** `${RequestServiceFunctionArn}` for `steps/request-service`. */
const placeholderOf = ({ folder }: ServiceFunction): string =>
  `${constructId(folder.slice(folder.lastIndexOf('/') + 1))}FunctionArn`;

const placeholdersIn = (definition: string): ReadonlySet<string> =>
  new Set([...definition.matchAll(/\$\{([A-Za-z]+)\}/g)].map(([, name]) => name ?? ''));

/** @throws Error that names every placeholder without a function and every function without one. */
export const substitutionsFor = (
  file: string,
  definition: string,
  functions: readonly ServiceFunction[],
): Record<string, string> => {
  const given = new Map(functions.map((each) => [placeholderOf(each), each]));
  const wanted = placeholdersIn(definition);
  const missing = [...wanted].filter((name) => !given.has(name));
  const surplus = [...given.keys()].filter((name) => !wanted.has(name));
  if (missing.length + surplus.length > 0) {
    throw new Error(
      `${file}: no function for [${missing.join(', ')}], no placeholder for [${surplus.join(', ')}].`,
    );
  }
  return Object.fromEntries([...given].map(([name, each]) => [name, each.function.functionArn]));
};

/** Log delivery is set up by account-wide calls that take no resource (Step Functions guide, Logging). */
const logDelivery = new PolicyStatement({
  actions: [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  resources: ['*'],
});

export type StateMachineFromFileProps = {
  readonly stage: Stage;
  /** Absolute path of the ASL file. */
  readonly file: string;
  readonly name: string;
  readonly functions: readonly ServiceFunction[];
};

export class StateMachineFromFile extends Construct {
  readonly machine: CfnStateMachine;

  constructor(scope: Construct, id: string, props: StateMachineFromFileProps) {
    super(scope, id);
    const definition = readFileSync(props.file, 'utf8');
    const substitutions = substitutionsFor(props.file, definition, props.functions);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${props.name}`,
      retention: props.stage.lambda.logRetentionDays,
      removalPolicy: props.stage.isRetained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: Object.values(substitutions),
      }),
    );
    role.addToPolicy(logDelivery);
    this.machine = new CfnStateMachine(this, 'Machine', {
      stateMachineName: props.name,
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: definition,
      definitionSubstitutions: substitutions,
      loggingConfiguration: {
        level: 'ERROR',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
    });
    this.machine.node.addDependency(role);
    acknowledgeStateMachine(this.machine, role);
  }
}
