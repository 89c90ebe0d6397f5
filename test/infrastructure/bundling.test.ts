import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions } from '#lib/bundling/bundle-functions.ts';
import { filesBeside } from '#lib/bundling/files-beside.ts';
import { entryFiles, functionFolders } from '#lib/bundling/function-folders.ts';

type Handler = { handler: () => Promise<unknown> };

const lazy = `export const handler = async () => (await import('./lazy.ts')).answer;`;
const credentials = `
  import { defaultProvider } from '@aws-sdk/credential-provider-node';
  export const handler = () => defaultProvider()();
`;

describe('bundling', () => {
  let root = '';

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  const loaded = async (folder: string): Promise<Handler> => {
    const { folderOf } = await bundleFunctions(root);
    return (await import(pathToFileURL(join(folderOf(folder), 'index.mjs')).href)) as Handler;
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'fluxpay-root-'));
    write('functions/_pipeline/env.ts', '');
    write('functions/api/first/env.ts', '');
    write('functions/api/first/index.ts', lazy);
    write('functions/api/first/lazy.ts', 'export const answer = 42;');
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('knows a function by its env.ts, and no shared edge', () => {
    expect(functionFolders(root)).toEqual(['api/first']);
  });

  it('names the folder that has no entry file', () => {
    write('functions/steps/second/env.ts', '');

    expect(() => entryFiles(root)).toThrow(/functions\/\{steps\/second\}/);
  });

  it('refuses a tree without functions', () => {
    rmSync(join(root, 'functions'), { recursive: true });

    expect(() => entryFiles(root)).toThrow(/No function folder/);
  });

  it('gives a function its entry and the chunks it loads later', async () => {
    const { handler } = await loaded('api/first');

    expect(await handler()).toBe(42);
  });

  it('reads credentials from the environment and nowhere else', async () => {
    write('functions/api/first/index.ts', credentials);
    const { handler } = await loaded('api/first');
    const { AWS_ACCESS_KEY_ID: before } = process.env;
    delete process.env['AWS_ACCESS_KEY_ID'];

    await expect(handler()).rejects.toThrow('No AWS credentials in the environment.');

    if (before !== undefined) process.env['AWS_ACCESS_KEY_ID'] = before;
  });

  it('puts the policies beside the bundle that reads them', async () => {
    write('functions/api/create-order/env.ts', '');
    write('functions/api/create-order/index.ts', lazy.replace('./lazy.ts', '../first/lazy.ts'));
    write('config/policies/shop.yaml', 'serviceId: shop');

    const { folderOf } = await bundleFunctions(root);

    expect(readdirSync(folderOf('api/create-order'))).toContain('policies.json');
    expect(readdirSync(folderOf('api/first'))).not.toContain('policies.json');
  });

  it('puts the policies beside every function whose environment names them', () => {
    const asking = functionFolders().filter((folder) =>
      readFileSync(`functions/${folder}/env.ts`, 'utf8').includes('...policies'),
    );
    const given = Object.entries(filesBeside)
      .filter(([, files]) => files.some(({ name }) => name === 'policies.json'))
      .map(([folder]) => folder);

    expect(asking.length).toBeGreaterThan(0);
    expect(given.sort()).toEqual([...asking].sort());
  });

  it('stops where a document has not been generated', async () => {
    write('functions/api/get-documents/env.ts', '');
    write('functions/api/get-documents/index.ts', lazy.replace('./lazy.ts', '../first/lazy.ts'));

    await expect(bundleFunctions(root)).rejects.toThrow(/docs\/api\/openapi\.json/);
  });
});
