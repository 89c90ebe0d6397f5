// The VPC of functions that use Redis: private subnets, a way out to the payment gateway, endpoints
// for what should not leave, and two security groups without any rule from outside.
import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointService,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import type { Network } from './resources.ts';

const redisPort = 6379;

export class PrivateNetwork extends Construct implements Network {
  readonly vpc: Vpc;
  readonly functions: SecurityGroup;
  readonly redis: SecurityGroup;
  readonly adminEndpoint: InterfaceVpcEndpoint;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.vpc = this.createVpc(stage);
    const group = (name: string, description: string, allowAllOutbound: boolean) =>
      new SecurityGroup(this, name, { vpc: this.vpc, description, allowAllOutbound });
    this.functions = group('Functions', 'Functions that use Redis.', true);
    this.redis = group('Redis', 'Redis; reached by functions only.', false);
    const endpoints = group('Endpoints', 'AWS services inside the VPC.', false);
    this.redis.addIngressRule(this.functions, Port.tcp(redisPort), 'Functions to Redis');
    endpoints.addIngressRule(this.functions, Port.tcp(443), 'Functions to AWS services');
    const [admin] = ['execute-api', ...stage.network.interfaceEndpoints].map((service) =>
      this.endpoint(service, endpoints),
    );
    if (admin === undefined) throw new Error('The execute-api endpoint is missing.');
    this.adminEndpoint = admin;
  }

  private createVpc(stage: Stage): Vpc {
    const { azs, egress } = stage.network;
    const vpc = new Vpc(this, 'Vpc', {
      vpcName: `fluxpay-${stage.name}`,
      availabilityZones: Array.from({ length: azs }, (_, index) => Fn.select(index, Fn.getAzs())),
      natGateways: egress === 'nat-gateway-per-az' ? azs : 1,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      ],
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
      restrictDefaultSecurityGroup: false,
    });
    vpc.addFlowLog('Flow', {
      destination: FlowLogDestination.toCloudWatchLogs(
        new LogGroup(this, 'FlowLogs', {
          retention: stage.lambda.logRetentionDays,
          removalPolicy: stage.isRetained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        }),
      ),
    });
    return vpc;
  }

  private endpoint(service: string, securityGroup: SecurityGroup): InterfaceVpcEndpoint {
    const { region } = Stack.of(this);
    return new InterfaceVpcEndpoint(this, `Endpoint-${service}`, {
      vpc: this.vpc,
      service: new InterfaceVpcEndpointService(`com.amazonaws.${region}.${service}`, 443),
      privateDnsEnabled: true,
      securityGroups: [securityGroup],
      open: false,
    });
  }
}
