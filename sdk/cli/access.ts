// From a stage's name to its admin API: outputs of the stacks, the AWS credential chain, and the stage's own
// roles, taken under the caller's own name so that the audit names a person.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { accessFault } from './access-fault.ts';
import type { Answer, Api, Credentials, Endpoint, Role } from './api.ts';
import { Failure } from './failure.ts';
import { both, same } from './language.ts';
import { send } from './send.ts';
import { noSuchStage, stagesHere } from './stages.ts';
import type { Place } from './terminal.ts';

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

/** Outputs of a stage's stacks. @throws Failure 2 with the stages that are, where it has none. */
const outputsOf = async (
  client: CloudFormationClient,
  stage: string,
): Promise<Readonly<Record<string, string>>> => {
  const outputs: Record<string, string> = {};
  const stages = new Set<string>();
  for await (const page of paginateDescribeStacks({ client }, {})) {
    for (const { StackName: name = '', Outputs: all = [] } of page.Stacks ?? []) {
      const [, owner] = /^FluxPay-(.+)-[A-Za-z]+$/u.exec(name) ?? [];
      if (owner !== undefined) stages.add(owner);
      if (owner !== stage) continue;
      for (const { OutputKey: key, OutputValue: value } of all) {
        if (key !== undefined && value !== undefined) outputs[key] = value;
      }
    }
  }
  if (!stages.has(stage) && stagesHere().length === 0) throw noSuchStage(stage, [...stages].toSorted());
  return outputs;
};

const output = (outputs: Readonly<Record<string, string>>, name: string, stage: string): string => {
  const value = outputs[name];
  if (value === undefined) {
    throw new Failure(
      4,
      both(`stage ${stage} is not deployed here: it has no output ${name}`, `${stage} 스테이지가 여기에 배포되어 있지 않습니다 (출력 ${name} 없음)`),
      { next: same(`npx cdk deploy --all -c stage=${stage}`) },
    );
  }
  return value;
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
    throw new Failure(3, both(`no credentials for ${roleArn}`, `${roleArn}의 자격 증명을 얻지 못했습니다`));
  }
  return {
    accessKeyId: found.AccessKeyId,
    secretAccessKey: found.SecretAccessKey,
    ...(found.SessionToken === undefined ? {} : { sessionToken: found.SessionToken }),
  };
};

const triesMax = 5;
const pauseMaxMs = 15_000;

/** How long the engine asks to wait, where it only counts us: nothing was done yet. */
export const pauseOf = ({ code, result }: Answer): number | undefined => {
  if (code !== 'RATE_001' && code !== 'RATE_004') return undefined;
  const { retryAfterMs } = result ?? {};
  const asked = typeof retryAfterMs === 'number' ? retryAfterMs : 1_000;
  return Math.min(pauseMaxMs, Math.max(100, asked));
};

/** @throws Failure 2 where no stage has that name, 4 where it cannot be reached, 3 where the caller may not. */
export async function openStage({ stage, region, as, language }: Place): Promise<Api> {
  const known = stagesHere();
  if (known.length > 0 && !known.includes(stage)) throw noSuchStage(stage, known);
  const local = stage === 'local' ? localFile() : undefined;
  if (stage === 'local' && local === undefined) {
    throw new Failure(
      4,
      both('the local cloud was not started in this folder', '이 폴더에서 로컬 클라우드를 시작하지 않았습니다'),
      { next: same('npm run local:up') },
    );
  }
  const config =
    local === undefined
      ? { region }
      : { region: local.region, endpoint: local.awsEndpointUrl, credentials: emulator };
  const outputs = await guarded(outputsOf(new CloudFormationClient(config), stage));
  const endpoint: Endpoint = {
    language,
    region: config.region,
    url:
      local?.adminUrl ??
      `https://${output(outputs, 'AdminApiId', stage)}.execute-api.${region}.amazonaws.com/v1`,
  };
  const sts = new STSClient(config);
  const { Arn: arn = '' } = await guarded(sts.send(new GetCallerIdentityCommand({})));
  const name = sessionName(arn, as);
  const taken = new Map<Role, Promise<Credentials>>();
  const credentialsOf = (role: Role): Promise<Credentials> => {
    const kept = taken.get(role);
    if (kept !== undefined) return kept;
    const made = guarded(
      name === undefined
        ? (sts.config.credentials() as Promise<Credentials>)
        : assumed(sts, output(outputs, roleOutput[role], stage), name),
    );
    taken.set(role, made);
    return made;
  };
  return async (role, request) => {
    const credentials = await credentialsOf(role);
    for (let tries = 1; ; tries += 1) {
      const answer = await send(endpoint, credentials, request);
      const waitMs = pauseOf(answer);
      if (waitMs === undefined || tries >= triesMax) return answer;
      await new Promise((wake) => setTimeout(wake, waitMs));
    }
  };
}
