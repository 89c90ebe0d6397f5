// The same bootstrap and deploy as on any account; only the endpoint differs. A deploy is skipped
// when nothing that decides its result has changed and its stacks stand.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { emulatedEnvironment, region } from './emulated-aws.ts';
import { fingerprint, readInputs } from './fingerprint.ts';
import { inCache, logOf, root, writeOwnFile } from './places.ts';
import { Setback } from './setback.ts';
import { readStacks, type Stacks } from './stacks.ts';

export type DeployTarget = {
  readonly stage: string;
  readonly endpoint: string;
  /** What the template needs and only a running cloud knows: passed as CDK context. */
  readonly context: Readonly<Record<string, string>>;
};

export type Deployed = { readonly stacks: Stacks; readonly wasCurrent: boolean };

const sources = [
  ...['bin', 'lib', 'core', 'adapters', 'functions', 'statemachines', 'config', 'storefront'],
  ...['cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.infra.json'],
];
const stampFile = inCache('deployed.json');

export async function deploy(target: DeployTarget): Promise<Deployed> {
  const wanted = fingerprint([
    ...readInputs(root, sources),
    { name: 'target', content: JSON.stringify(target) },
  ]);
  const before = await readStacks(target.endpoint, target.stage);
  if (before.areComplete && readStamp() === wanted) return { stacks: before, wasCurrent: true };
  if (!before.isBootstrapped)
    await cdk('cdk-bootstrap', bootstrapArguments(target), target.endpoint);
  await cdk('cdk-deploy', deployArguments(target), target.endpoint);
  const stacks = await readStacks(target.endpoint, target.stage);
  writeOwnFile(stampFile, JSON.stringify({ fingerprint: wanted }));
  return { stacks, wasCurrent: false };
}

function readStamp(): string | undefined {
  if (!existsSync(stampFile)) return undefined;
  return (JSON.parse(readFileSync(stampFile, 'utf8')) as { fingerprint?: string }).fingerprint;
}

// An assembly of its own: a developer may synthesise into cdk.out at the same time.
const contextArguments = ({ stage, context }: DeployTarget): string[] => [
  ...['-c', `stage=${stage}`, '--output', inCache('cdk.out')],
  ...Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

const bootstrapArguments = (target: DeployTarget): string[] => [
  ...['bootstrap', `aws://000000000000/${region}`],
  ...contextArguments(target),
];

const deployArguments = (target: DeployTarget): string[] => [
  ...['deploy', '--all', '--require-approval', 'never'],
  ...['--outputs-file', inCache('outputs.json')],
  ...contextArguments(target),
];

async function cdk(name: string, args: readonly string[], endpoint: string): Promise<void> {
  const log = logOf(name);
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'w', 0o600);
  const child = spawn(process.execPath, [join(root, 'node_modules/aws-cdk/bin/cdk'), ...args], {
    cwd: root,
    env: { ...emulatedEnvironment(endpoint), CI: 'true', NO_COLOR: '1' },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (status) => resolve(status ?? 1));
  });
  if (code === 0) return;
  throw new Setback(`cdk ended with ${code}`, {
    part: name,
    log,
    next: 'mend what the log says, then npm run local:up again (it goes on from here)',
  });
}
