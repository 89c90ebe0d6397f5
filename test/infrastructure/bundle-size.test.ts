// What a cold start has to read and compile, for every function of the two APIs.
import { describe, expect, it } from 'vitest';
import { bundleFunctions } from '#lib/bundling/bundle-functions.ts';
import { functionFolders, repositoryRoot } from '#lib/bundling/function-folders.ts';
import { keptBundles } from '#local/cloud/places.ts';
import { bundleSizes, isWithin } from '#test/bench/bundle-sizes.ts';
import { count } from '#test/support/counters.ts';

describe('the bundle of an API function', () => {
  it('stays within its limit, lazy chunks apart', { timeout: 240_000 }, async () => {
    const names = functionFolders().filter((name) => /^(?:api|admin)\//u.test(name));

    const sizes = bundleSizes(await bundleFunctions(repositoryRoot, keptBundles), names);

    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.filter((size) => !isWithin(size))).toEqual([]);
    count('bundles', sizes.length);
  });
});
