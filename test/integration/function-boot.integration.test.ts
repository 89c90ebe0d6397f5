// Every bundle that ships boots in a process of its own, warms its store by one cheap call, and comes
// up all the same when nobody answers that call.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFunctions, type FunctionBundles } from '#lib/bundling/bundle-functions.ts';
import { functionFolders, repositoryRoot } from '#lib/bundling/function-folders.ts';
import { keptBundles } from '#local/cloud/places.ts';
import { type CountingAws, countingAws } from '#test/support/boot/counting-aws.ts';
import { awsEnvironment, functionEnvironment } from '#test/support/boot/function-environment.ts';
import { bootFunction } from '#test/support/boot/function-process.ts';
import { count } from '#test/support/counters.ts';

/** They ask no store. */
const withoutStore = ['api/get-documents', 'api/get-health', 'api/refuse-unknown-route'];

describe('the boot of a function', () => {
  let bundles: FunctionBundles;
  let aws: CountingAws;

  beforeAll(async () => {
    [bundles, aws] = await Promise.all([
      bundleFunctions(repositoryRoot, keptBundles),
      countingAws(),
    ]);
  });

  afterAll(() => aws.close());

  const boot = async (folder: string, endpoint: string) =>
    bootFunction(join(bundles.folderOf(folder), 'index.mjs'), {
      ...(await functionEnvironment(folder)),
      ...awsEnvironment(endpoint),
    });

  it.each(functionFolders())('makes one AWS call: %s', async (folder) => {
    aws.take();

    const booted = await boot(folder, aws.endpoint);
    const asked = aws.take();
    booted.stop();

    expect(asked).toEqual(withoutStore.includes(folder) ? [] : ['DynamoDB_20120810.GetItem']);
    expect(booted.log()).not.toContain('start-up.failed');
    count('booted functions');
  });

  it('survives that nobody answers, and says so', async () => {
    const folders = functionFolders().filter((folder) => !withoutStore.includes(folder));
    for (const folder of folders) {
      const booted = await boot(folder, 'http://127.0.0.1:9');
      booted.stop();

      expect(booted.log(), folder).toContain('start-up.failed');
      count('booted functions');
    }
  });

  it('stops at a variable that is missing, by its name', async () => {
    const env = await functionEnvironment('api/create-order');
    const { ENGINE_TABLE_NAME: _, ...less } = env;
    const file = join(bundles.folderOf('api/create-order'), 'index.mjs');

    const booting = bootFunction(file, { ...less, ...awsEnvironment(aws.endpoint) });

    await expect(booting).rejects.toThrow(/ENGINE_TABLE_NAME/u);
    count('booted functions');
  });
});
