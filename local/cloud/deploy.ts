// The same bootstrap and deploy as on any account; only the endpoint differs. A deploy is skipped
// when nothing that decides its result has changed and its stacks stand.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { emulatedEnvironment, region } from './emulated-aws.ts';
import { fingerprint, readInputs } from './fingerprint.ts';
import { cache, inCache, keptBundles, logOf, root, writeOwnFile } from './places.ts';
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
  ...[
    'bin',
    'lib',
    'core',
    'adapters',
    'functions',
    'statemachines',
    'config',
    'docs/api',
    'storefront',
  ],
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
  if (!before.isBootstrapped) await bootstrap(target.endpoint);
  await cdk({ name: 'cdk-deploy', args: deployArguments(target), cwd: root }, target.endpoint);
  const stacks = await readStacks(target.endpoint, target.stage);
  writeOwnFile(stampFile, JSON.stringify({ fingerprint: wanted }));
  return { stacks, wasCurrent: false };
}

function readStamp(): string | undefined {
  if (!existsSync(stampFile)) return undefined;
  return (JSON.parse(readFileSync(stampFile, 'utf8')) as { fingerprint?: string }).fingerprint;
}

/** Run away from cdk.json: with it in sight the CLI would synthesise the whole app first. */
const bootstrap = (endpoint: string): Promise<void> =>
  cdk(
    { name: 'cdk-bootstrap', args: ['bootstrap', `aws://000000000000/${region}`], cwd: cache },
    endpoint,
  );

const deployArguments = ({ stage, context }: DeployTarget): string[] => [
  ...['deploy', '--all', '--require-approval', 'never', '-c', `stage=${stage}`],
  ...Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  // An assembly of its own: a developer may synthesise into cdk.out at the same time.
  ...['--output', inCache('cdk.out'), '--outputs-file', inCache('outputs.json')],
];

type CdkCall = { readonly name: string; readonly args: readonly string[]; readonly cwd: string };

/** The CLI as it is pinned, without its news, its reports home and its folder in the home folder. */
const quietly = {
  CI: 'true',
  NO_COLOR: '1',
  CDK_HOME: inCache('cdk-home'),
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  CDK_DISABLE_VERSION_CHECK: '1',
};

async function cdk({ name, args, cwd }: CdkCall, endpoint: string): Promise<void> {
  const log = logOf(name);
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'w', 0o600);
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules/aws-cdk/bin/cdk'), ...args, '--no-notices'],
    {
      cwd,
      env: { ...emulatedEnvironment(endpoint), ...quietly, FLUXPAY_KEPT_BUNDLES: keptBundles },
      stdio: ['ignore', output, output],
    },
  );
  closeSync(output);
  // A supervisor may signal only us; a deploy that nobody watches must not go on.
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (status) => resolve(status ?? 1));
  });
  process.off('exit', stop);
  if (code === 0) return;
  throw new Setback(`cdk ended with ${code}`, {
    part: name,
    log,
    next: 'mend what the log says, then npm run local:up again (it goes on from here)',
  });
}
