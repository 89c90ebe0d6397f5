// The yardstick of start-up time: the bare DynamoDB client with its default credentials and five
// commands, made by the same bundler with the same options but for the product's replacements.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '#lib/bundling/function-folders.ts';

const source = (ending: string): string => `
  import {
    DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, TransactWriteItemsCommand,
    UpdateItemCommand,
  } from '@aws-sdk/client-dynamodb';
  const Key = { pk: { S: 'sys.engine#PING' }, sk: { S: 'PING' } };
  const ping = (client) => client.send(new GetItemCommand({ TableName: 'engine', Key }));
  export const commands = [
    GetItemCommand, PutItemCommand, QueryCommand, TransactWriteItemsCommand, UpdateItemCommand,
  ];
  ${ending}
`;

const answered = 'await ping(new DynamoDBClient({ maxAttempts: 2 }));';

/** As the functions do where their environment has no credentials: the call ends before it is sent. */
const unsent = `
  const credentials = () => Promise.reject(new Error('none'));
  await ping(new DynamoDBClient({ maxAttempts: 2, credentials })).catch(() => undefined);
`;

/** @returns the file to import. It is gone when the process ends. */
export async function referenceBundle({ calls }: { readonly calls: boolean }): Promise<string> {
  const out = join(repositoryRoot, 'out');
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(out, 'reference-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const entry = join(folder, 'reference.ts');
  writeFileSync(entry, source(calls ? answered : unsent));
  const outfile = join(folder, 'index.mjs');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    charset: 'utf8',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
    nodePaths: [join(repositoryRoot, 'node_modules')],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  return outfile;
}
