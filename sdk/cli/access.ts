// From a stage's name to its admin API: outputs of the stacks, the AWS credential chain, and the stage's own
// roles, taken under the caller's own name so that the audit names a person.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Api, type Credentials, type Endpoint, type Role, send } from './api.ts';
import { Failure } from './failure.ts';

export interface Place {
  readonly stage: string;
  readonly region: string;
  /** Whose name the session bears, where the credentials name nobody: the local cloud. */
  readonly as: string;
}

interface Local {
  readonly adminUrl: string;
  readonly awsEndpointUrl: string;
  readonly region: string;
  readonly stage: string;
}

/** `.fluxpay/local.json` of the checkout that the command runs in. */
const localFile = (): Local | undefined => {
  const file = join(process.cwd(), '.fluxpay', 'local.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Local) : undefined;
};

/** Keys that open nothing: never a developer's own profile. */
const emulator = { accessKeyId: 'test', secretAccessKey: 'test' };

const outputsOf = async (
  client: CloudFormationClient,
  stage: string,
): Promise<Readonly<Record<string, string>>> => {
  const outputs: Record<string, string> = {};
  for await (const page of paginateDescribeStacks({ client }, {})) {
    for (const stack of page.Stacks ?? []) {
      if (stack.StackName?.startsWith(`FluxPay-${stage}-`) !== true) continue;
      for (const { OutputKey: key, OutputValue: value } of stack.Outputs ?? []) {
        if (key !== undefined && value !== undefined) outputs[key] = value;
      }
    }
  }
  return outputs;
};

const output = (outputs: Readonly<Record<string, string>>, name: string, stage: string): string => {
  const value = outputs[name];
  if (value === undefined) {
    throw new Failure(4, `stage ${stage} has no output ${name}`, `npx cdk deploy --all -c stage=${stage}`);
  }
  return value;
};

const accessFault = (error: unknown): Failure => {
  const { name, message } = error as Error;
  if (/ECONN|ENOTFOUND|TimeoutError|EAI_AGAIN|ETIMEDOUT/u.test(`${name} ${message}`)) {
    return new Failure(4, `AWS does not answer: ${message}`, 'is the stage up?');
  }
  return new Failure(3, `AWS refused: ${message}`, 'sign in, then try again');
};

const guarded = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Failure ? error : accessFault(error);
  }
};

const roleOutput: Readonly<Record<Role, string>> = {
  viewer: 'ViewerRoleArn',
  operator: 'OperatorRoleArn',
  approver: 'ApproverRoleArn',
};

/** An IAM user takes the stage's role under the user's own name; a session is used as it is. */
const sessionName = (arn: string, as: string): string | undefined => {
  if (/:assumed-role\//u.test(arn)) return undefined;
  return /:user\/(?:[^\s]*\/)?([^/\s]+)$/u.exec(arn)?.[1] ?? as;
};

const assumed = async (sts: STSClient, roleArn: string, name: string): Promise<Credentials> => {
  const { Credentials: found } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: name }),
  );
  if (found?.AccessKeyId === undefined || found.SecretAccessKey === undefined) {
    throw new Failure(3, `no credentials for ${roleArn}`);
  }
  return {
    accessKeyId: found.AccessKeyId,
    secretAccessKey: found.SecretAccessKey,
    ...(found.SessionToken === undefined ? {} : { sessionToken: found.SessionToken }),
  };
};

/** @throws Failure 4 where the stage cannot be found or reached, 3 where the caller may not. */
export async function openStage({ stage, region, as }: Place): Promise<Api> {
  const local = stage === 'local' ? localFile() : undefined;
  if (stage === 'local' && local === undefined) {
    throw new Failure(4, 'the local cloud was not started in this folder', 'npm run local:up');
  }
  const config =
    local === undefined
      ? { region }
      : { region: local.region, endpoint: local.awsEndpointUrl, credentials: emulator };
  const outputs = await guarded(outputsOf(new CloudFormationClient(config), stage));
  const endpoint: Endpoint = {
    region: config.region,
    url:
      local?.adminUrl ??
      `https://${output(outputs, 'AdminApiId', stage)}.execute-api.${region}.amazonaws.com/v1`,
  };
  const sts = new STSClient(config);
  const { Arn: arn = '' } = await guarded(sts.send(new GetCallerIdentityCommand({})));
  const name = sessionName(arn, as);
  const known = new Map<Role, Promise<Credentials>>();
  const credentialsOf = (role: Role): Promise<Credentials> => {
    const kept = known.get(role);
    if (kept !== undefined) return kept;
    const made = guarded(
      name === undefined
        ? (sts.config.credentials() as Promise<Credentials>)
        : assumed(sts, output(outputs, roleOutput[role], stage), name),
    );
    known.set(role, made);
    return made;
  };
  return async (role, request) => send(endpoint, await credentialsOf(role), request);
}
