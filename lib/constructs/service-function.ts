// One Lambda with the defaults of the house: Node 24 on arm64, its own role and log group, exactly
// the environment its schema asks for. It differs from its siblings only where its call says so.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  Effect,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import { acknowledgeNetworkInterfaces } from '../guardrails/acknowledgements.ts';

/** The contract of a Lambda with its stack: the keys of the object exported by its `env.ts`. */
export type EnvironmentSchema<Key extends string> = { readonly shape: Record<Key, unknown> };

export type ServiceFunctionProps<Key extends string> = {
  /** Folder below functions/, e.g. `api/create-order`; name and construct id derive from it. */
  readonly folder: string;
  readonly schema: EnvironmentSchema<Key>;
  /** Exactly the keys of the schema; a missing one does not compile, a surplus one throws. */
  readonly environment: Readonly<Record<NoInfer<Key>, string>>;
  readonly code: Code;
  readonly stage: Stage;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** What the function may do; nothing else is granted but its own log group. */
  readonly statements: readonly PolicyStatement[];
  /** Where it runs when it must reach Redis inside a VPC; default: outside any VPC. */
  readonly network?: { readonly vpc: IVpc; readonly securityGroup: ISecurityGroup };
};

/** `api/create-order` becomes `ApiCreateOrder`. */
export const constructId = (folder: string): string =>
  folder
    .split(/[/-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** With its room, since a step and a route may bear the same name (`cancel-order`). */
export const functionName = (stage: Stage, folder: string): string =>
  `fluxpay-${stage.name}-${folder.replaceAll('/', '-')}`;

const checkKeys = (folder: string, shape: object, environment: object): void => {
  const wanted = new Set(Object.keys(shape));
  const given = new Set(Object.keys(environment));
  const missing = [...wanted].filter((key) => !given.has(key));
  const surplus = [...given].filter((key) => !wanted.has(key));
  if (missing.length + surplus.length === 0) return;
  throw new Error(
    `functions/${folder}: environment lacks [${missing.join(', ')}], has surplus [${surplus.join(', ')}].`,
  );
};

/** Lambda asks these of the role of a function in a VPC; EC2 knows no narrower resource for them. */
const networkInterfaces = new PolicyStatement({
  actions: [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
  ],
  resources: ['*'],
});

export class ServiceFunction<Key extends string = string> extends Construct {
  readonly function: LambdaFunction;
  readonly folder: string;

  constructor(scope: Construct, props: ServiceFunctionProps<Key>) {
    super(scope, constructId(props.folder));
    checkKeys(props.folder, props.schema.shape, props.environment);
    this.folder = props.folder;
    const name = functionName(props.stage, props.folder);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${name}`,
      retention: props.stage.lambda.logRetentionDays,
      removalPolicy: props.stage.isRetained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: name,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      role: this.role(props, logGroup),
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMb,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: this.environment(props),
      ...(props.network && {
        vpc: props.network.vpc,
        securityGroups: [props.network.securityGroup],
      }),
      reservedConcurrentExecutions: props.stage.lambda.reservedConcurrency[props.folder],
    });
  }

  private role(props: ServiceFunctionProps<Key>, logGroup: LogGroup): Role {
    const statements = [
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
      ...props.statements,
      ...(props.network ? [networkInterfaces] : []),
    ];
    // Inside the role: a policy of its own would be one more of the 500 resources of a stack.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { rights: new PolicyDocument({ statements }) },
    });
    if (props.network) acknowledgeNetworkInterfaces(role);
    return role;
  }

  private environment(props: ServiceFunctionProps<Key>): Record<string, string> {
    const { awsEndpointUrl } = props.stage;
    return {
      ...props.environment,
      NODE_OPTIONS: '--enable-source-maps',
      ...(awsEndpointUrl && { AWS_ENDPOINT_URL: awsEndpointUrl }),
    };
  }
}
