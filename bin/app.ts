// The door: reads the stage, bundles the functions, builds the stacks, nothing else.
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleFunctions } from '#lib/bundling/bundle-functions.ts';
import { repositoryRoot } from '#lib/bundling/function-folders.ts';
import { codeVersion } from '#lib/config/code-version.ts';
import { loadStage, StageError } from '#lib/config/load-stage.ts';
import { fluxPay } from '#lib/stacks/flux-pay.ts';

const app = new App();
const context = (key: string): string | undefined => {
  const value: unknown = app.node.tryGetContext(key);
  return typeof value === 'string' ? value : undefined;
};

try {
  const stage = loadStage(context('stage'), {
    profile: context('profile'),
    pgBaseUrl: context('pgBaseUrl'),
    redisUrl: context('redisUrl'),
    awsEndpointUrl: context('awsEndpointUrl'),
  });
  // For an emulator alone: what goes to AWS is bundled from what is here.
  const isLocal = context('awsEndpointUrl') !== undefined;
  const keptIn = isLocal ? process.env['FLUXPAY_KEPT_BUNDLES'] : undefined;
  const bundles = await bundleFunctions(repositoryRoot, keptIn);
  fluxPay(app, {
    stage,
    version: codeVersion(),
    defaultAccount: process.env['CDK_DEFAULT_ACCOUNT'],
    codeOf: (folder) => Code.fromAsset(bundles.folderOf(folder)),
  });
} catch (error) {
  if (!(error instanceof StageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
