// Brings the whole local cloud up, or finds it up: processes, the ordinary deploy, the two plain
// addresses, the seeds. Everything is idempotent, so a stopped start goes on where it was.
import { join } from 'node:path';
import * as z from 'zod/mini';
import { recordBus } from './bus-tap.ts';
import { type Deployed, deploy } from './deploy.ts';
import { region } from './emulated-aws.ts';
import { ensurePart, type RunningPart } from './ensure-part.ts';
import { type LocalCloud, writeLocalFile } from './local-file.ts';
import {
  adminPortOf,
  emulatorPlan,
  keptEmulatorPlan,
  keptPgSimulatorPlan,
  pgSimulatorPlan,
  proxyPlan,
  redisPlan,
} from './part-plans.ts';
import { putPgSecret, signingSecret, simulatorKey } from './pg-secret.ts';
import { temporaryFolder, writeOwnFile } from './places.ts';
import { registerWebhooks } from './register-webhooks.ts';
import { type Seeds, seed } from './seed.ts';
import { Setback } from './setback.ts';
import { outputOf, tablesOf } from './stacks.ts';
import { withStartLock } from './start-lock.ts';
import type { StepReport } from './step-report.ts';

/** Where the functions find what they ask. */
export type Ports = Readonly<Record<'aws' | 'redis' | 'pg', number>>;

export type StartOptions = {
  readonly profile: 'lean' | 'standard';
  readonly report: StepReport;
  /** Puts something between the functions and the real ports. @returns The ports the functions are given. */
  readonly between?: (real: Ports) => Promise<Ports>;
  /** Emulator and PG begin with what an earlier kept cloud has left. */
  readonly isKept?: boolean;
};

type Running = Readonly<Record<'emulator' | 'redis' | 'pg', RunningPart>>;

const stage = 'local';
const url = (port: number): string => `http://127.0.0.1:${port}`;
const wording = ({ port, wasRunning }: RunningPart): string =>
  `:${port}${wasRunning ? '' : ' new'}`;

export function startCloud(options: StartOptions): Promise<LocalCloud> {
  return withStartLock(async () => {
    const { report, profile, between, isKept = false } = options;
    const running = await report.step(
      'cloud',
      () => startProcesses(isKept),
      ({ emulator, redis, pg }) =>
        [
          `emulator ${wording(emulator)}`,
          `redis ${wording(redis)}`,
          `PG simulator ${wording(pg)}`,
        ].join(' · '),
    );
    const real = portsOf(running);
    const asked = between === undefined ? real : await between(real);
    const { stacks } = await report.step(
      'deploy',
      () => deployOnto(running, profile, asked),
      ({ wasCurrent }) => (wasCurrent ? 'unchanged' : `deployed to ${url(running.emulator.port)}`),
    );
    const proxy = await report.step(
      'addresses',
      () => startProxy(running, stacks),
      (part) => [`API ${url(part.port)}`, `admin ${url(adminPortOf(part.port))}`].join(' · '),
    );
    const seeds = await report.step(
      'seeds',
      () => seedThrough(running, stacks, proxy),
      (found) => (found.wasSeeded ? 'merchants M123, M777 are there' : 'merchants M123, M777 made'),
    );
    await registerWebhooks(url(running.pg.port), url(proxy.port) + seeds.webhookPath);
    const cloud = describe({ running, stacks, proxy, seeds, profile });
    writeLocalFile(cloud);
    return cloud;
  });
}

const portsOf = ({ emulator, redis, pg }: Running): Ports => ({
  aws: emulator.port,
  redis: redis.port,
  pg: pg.port,
});

async function startProcesses(isKept: boolean): Promise<Running> {
  // Unpacked functions lie under this project; without a package of their own its `type: module`
  // would reach them, which it does not on AWS.
  writeOwnFile(join(temporaryFolder, 'package.json'), '{}\n');
  const plans = isKept
    ? [keptEmulatorPlan, redisPlan, keptPgSimulatorPlan]
    : [emulatorPlan, redisPlan, pgSimulatorPlan];
  const starts = plans.map(ensurePart);
  // All are awaited before the first failure is told: a late start must not escape the registry.
  await Promise.allSettled(starts);
  const [emulator, redis, pg] = await Promise.all(starts);
  if (emulator === undefined || redis === undefined || pg === undefined)
    throw new Error('no parts');
  return { emulator, redis, pg };
}

async function deployOnto(running: Running, profile: string, asked: Ports): Promise<Deployed> {
  const endpoint = url(running.emulator.port);
  const deployed = await deploy({
    stage,
    endpoint,
    context: {
      profile,
      pgBaseUrl: url(asked.pg),
      // Profile lean has no Redis: naming one would contradict it. Ours runs all the same, since the
      // address file tells of one, and a change of the profile is then a deploy and no new process.
      ...(profile === 'lean' ? {} : { redisUrl: `redis://127.0.0.1:${asked.redis}` }),
      awsEndpointUrl: url(asked.aws),
    },
  });
  const secrets = {
    PgTossSecretArn: simulatorKey,
    PgSandboxSecretArn: simulatorKey,
    PgSandboxWebhookSecretArn: signingSecret,
  };
  for (const [output, text] of Object.entries(secrets)) {
    await putPgSecret(endpoint, outputOf(deployed.stacks, output), text);
  }
  if (!deployed.wasCurrent) {
    await recordBus({
      awsEndpointUrl: endpoint,
      busName: outputOf(deployed.stacks, 'EventBusName'),
    });
  }
  return deployed;
}

async function startProxy(running: Running, stacks: Deployed['stacks']): Promise<RunningPart> {
  const adminApiId = outputOf(stacks, 'AdminApiId');
  return ensurePart(
    proxyPlan({
      emulatorPort: running.emulator.port,
      apiId: outputOf(stacks, 'ApiId'),
      adminApiId,
      adminStage: await stageOf(running.emulator.port, adminApiId),
    }),
  );
}

const stagesAnswer = z.object({ item: z.array(z.object({ stageName: z.string() })) });

/** A REST API is served under its stage's name; the emulator's control plane asks for no signature. */
async function stageOf(emulatorPort: number, apiId: string): Promise<string> {
  const response = await fetch(`${url(emulatorPort)}/restapis/${apiId}/stages`);
  const found = stagesAnswer.safeParse(await response.json());
  const name = found.data?.item[0]?.stageName;
  if (name !== undefined) return name;
  throw new Setback(`REST API ${apiId} has no stage`, {
    part: 'proxy',
    next: 'npm run local:down, then local:up',
  });
}

const seedThrough = (running: Running, stacks: Deployed['stacks'], proxy: RunningPart) =>
  seed({
    adminUrl: url(adminPortOf(proxy.port)),
    awsEndpointUrl: url(running.emulator.port),
    operatorRoleArn: outputOf(stacks, 'OperatorRoleArn'),
    engineTable: outputOf(stacks, 'EngineTableName'),
  });

type Facts = {
  readonly running: Running;
  readonly stacks: Deployed['stacks'];
  readonly proxy: RunningPart;
  readonly seeds: Seeds;
  readonly profile: string;
};

function describe({ running, stacks, proxy, seeds, profile }: Facts): LocalCloud {
  const { emulator, redis, pg } = running;
  return {
    apiUrl: url(proxy.port),
    adminUrl: url(adminPortOf(proxy.port)),
    awsEndpointUrl: url(emulator.port),
    region,
    stage,
    profile,
    pgUrl: url(pg.port),
    redisUrl: `redis://127.0.0.1:${redis.port}`,
    environment: 'test',
    merchantId: seeds.merchant.merchantId,
    keyId: seeds.merchant.keyId,
    secret: seeds.merchant.secret,
    readOnlyKeyId: seeds.readOnly.keyId,
    readOnlySecret: seeds.readOnly.secret,
    otherMerchant: seeds.otherMerchant,
    webhookUrl: url(proxy.port) + seeds.webhookPath,
    busName: outputOf(stacks, 'EventBusName'),
    tables: tablesOf(stacks),
    pids: { emulator: emulator.pid, redis: redis.pid, pg: pg.pid, proxy: proxy.pid },
    startedAt: emulator.startedAt,
  };
}
