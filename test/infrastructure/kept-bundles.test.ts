// What may be taken from an earlier run, and what must be bundled again.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions } from '#lib/bundling/bundle-functions.ts';

const entry = (shared: string): string =>
  `import { answer } from '../../_pipeline/${shared}.ts'; export const handler = () => answer;`;

const both = ['api/create-order', 'api/first'];

describe('kept bundles', () => {
  let root = '';

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const bundles = () => bundleFunctions(root, join(root, '.kept'));
  const bundled = async (): Promise<readonly string[]> => (await bundles()).bundled;
  const filesIn = (folder: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder)
        .sort()
        .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'fluxpay-kept-'));
    write('package-lock.json', '{}');
    write('config/policies/shop.yaml', 'serviceId: shop');
    write('functions/_pipeline/one.ts', 'export const answer = 1;');
    write('functions/_pipeline/two.ts', 'export const answer = 2;');
    write('functions/api/first/env.ts', '');
    write('functions/api/first/index.ts', entry('one'));
    write('functions/api/create-order/env.ts', '');
    write('functions/api/create-order/index.ts', entry('two'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('are what a run without them makes, byte for byte', async () => {
    const first = await bundles();
    const kept = await bundles();
    const fresh = await bundleFunctions(root);

    expect(first.bundled).toEqual(both);
    expect(kept.bundled).toEqual([]);
    expect(fresh.bundled).toEqual(both);
    for (const folder of both) {
      const files = filesIn(kept.folderOf(folder));
      expect(Object.keys(files)).toContain('index.mjs');
      expect(files).toEqual(filesIn(fresh.folderOf(folder)));
    }
    expect(kept.outputs).toEqual(fresh.outputs);
  });

  it('are left where a file has changed that went into them, and there alone', async () => {
    await bundles();
    write('functions/_pipeline/one.ts', 'export const answer = 11;');

    const { bundled: now, folderOf } = await bundles();

    expect(now).toEqual(['api/first']);
    expect(filesIn(folderOf('api/first'))['index.mjs']).toContain('11');
    expect(await bundled()).toEqual([]);
  });

  it('are left where a file is gone that went into them', async () => {
    await bundles();
    rmSync(join(root, 'functions/_pipeline/one.ts'));

    await expect(bundles()).rejects.toThrow(/one\.ts/);
  });

  it('are left where a file beside them has changed', async () => {
    await bundles();
    write('config/policies/shop.yaml', 'serviceId: other');

    const { bundled: now, folderOf } = await bundles();

    expect(now).toEqual(['api/create-order']);
    expect(filesIn(folderOf('api/create-order'))['policies.json']).toContain('other');
  });

  it('are left, all of them, where a package has another version', async () => {
    await bundles();
    write('package-lock.json', '{"lockfileVersion":3}');

    expect(await bundled()).toEqual(both);
  });

  it('are found again when a change is taken back', async () => {
    await bundles();
    write('functions/_pipeline/one.ts', 'export const answer = 11;');
    await bundles();
    write('functions/_pipeline/one.ts', 'export const answer = 1;');

    expect(await bundled()).toEqual([]);
  });

  it('are not made of a file that was saved while it was read', async () => {
    const soon = Date.now() / 1000 + 60;
    utimesSync(join(root, 'functions/_pipeline/one.ts'), soon, soon);

    expect(await bundled()).toEqual(both);
    expect(await bundled()).toEqual(['api/first']);
  });

  it('are three of each function at most', async () => {
    for (const answer of [1, 2, 3, 4, 5]) {
      write('functions/_pipeline/one.ts', `export const answer = ${answer};`);
      await bundles();
    }

    expect(readdirSync(join(root, '.kept/api__first'))).toHaveLength(3);
    expect(readdirSync(join(root, '.kept/api__create-order'))).toHaveLength(1);
    expect(readdirSync(join(root, '.kept'))).toHaveLength(2);
  });
});
