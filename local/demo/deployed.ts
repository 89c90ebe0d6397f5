// What stands in the cloud, counted there.
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';

/** `4 stacks · 34 functions · 5 tables · machine payment-saga`. */
export async function deployedText({ awsEndpointUrl, stage, tables }: LocalCloud): Promise<string> {
  const [stacks, functions] = await Promise.all([
    countStacks(awsEndpointUrl, `FluxPay-${stage}-`),
    countFunctions(awsEndpointUrl, `fluxpay-${stage}-`),
  ]);
  const counts = [
    `${stacks} stacks`,
    `${functions} functions`,
    `${Object.keys(tables).length} tables`,
  ];
  return counts.join(' · ');
}

async function countStacks(endpoint: string, prefix: string): Promise<number> {
  const client = new CloudFormationClient(emulatedAws(endpoint));
  let count = 0;
  for await (const { Stacks: stacks = [] } of paginateDescribeStacks({ client }, {})) {
    count += stacks.filter(({ StackName: name }) => name?.startsWith(prefix)).length;
  }
  client.destroy();
  return count;
}

async function countFunctions(endpoint: string, prefix: string): Promise<number> {
  const client = new LambdaClient(emulatedAws(endpoint));
  let count = 0;
  for await (const { Functions: functions = [] } of paginateListFunctions({ client }, {})) {
    count += functions.filter(({ FunctionName: name }) => name?.startsWith(prefix)).length;
  }
  client.destroy();
  return count;
}
