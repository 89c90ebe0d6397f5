// What may be taken from an earlier run, and what must be bundled again.
import {
  existsSync,
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
import { keptBundles } from '#lib/bundling/kept-bundles.ts';

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
  const generations = (name: string): string[] =>
    readdirSync(join(root, '.kept', name)).map((each) => join(root, '.kept', name, each));
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

    await expect(bundles()).rejects.toThrow(/Could not resolve/);
  });

  it('are left where a file beside them has changed', async () => {
    await bundles();
    write('config/policies/shop.yaml', 'serviceId: other');

    const { bundled: now, folderOf } = await bundles();

    expect(now).toEqual(['api/create-order']);
    expect(filesIn(folderOf('api/create-order'))['policies.json']).toContain('other');
  });

  it('are those of the file beside them that they were made with', async () => {
    const { folderOf, outputs } = await bundleFunctions(root);
    const kept = () => keptBundles(root, join(root, '.kept'));
    const folder = folderOf('api/create-order');
    write('config/policies/shop.yaml', 'serviceId: saved before it was kept');

    kept().keep('api/create-order', { folder, outputs, inputs: [], startedAt: Date.now() });

    expect(kept().find('api/create-order')).toBeUndefined();
    write('config/policies/shop.yaml', 'serviceId: shop');
    expect(kept().find('api/create-order')).toBeDefined();
  });

  it('are made again where one is not whole', async () => {
    const { outputs } = await bundles();
    const [first = ''] = generations('api__first');
    const [order = ''] = generations('api__create-order');
    rmSync(join(first, 'record.json'));
    rmSync(join(order, 'asset/index.mjs'));

    const again = await bundles();

    expect(again.bundled).toEqual(both);
    expect(again.outputs).toEqual(outputs);
    expect(await bundled()).toEqual([]);
  });

  it('are the ones that were used last, whenever they were made', async () => {
    for (const answer of [1, 2, 1, 3, 1, 4]) {
      write('functions/_pipeline/one.ts', `export const answer = ${answer};`);
      await bundles();
    }

    write('functions/_pipeline/one.ts', 'export const answer = 1;');

    expect(await bundled()).toEqual([]);
  });

  it('are not looked for where no place is named', async () => {
    await bundles();

    expect((await bundleFunctions(root, '')).bundled).toEqual(both);
    expect(existsSync('api__first')).toBe(false);
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
