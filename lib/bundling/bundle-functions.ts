// Bundles every function in one esbuild run, then gives each its own folder: the entry, the chunks
// it can reach, and the files that travel beside it. Deterministic, so an unchanged function keeps
// its asset hash and is not deployed again.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { filesBeside } from './files-beside.ts';
import { entryFiles, repositoryRoot } from './function-folders.ts';

export type FunctionBundles = {
  /** Folder of the asset by function folder. */
  readonly folderOf: (functionFolder: string) => string;
  readonly metafile: Metafile;
};

type SourceMap = { readonly sources: readonly string[] };

const flat = (folder: string): string => folder.replaceAll('/', '__');

/** The chunks a file imports, directly or through others, lazily or not. */
const reachable = (metafile: Metafile, output: string): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, external } of metafile.outputs[path]?.imports ?? []) {
      if (external !== true) visit(next);
    }
  };
  visit(output);
  return seen;
};

const bundle = (root: string, entries: ReadonlyMap<string, string>, outdir: string) =>
  build({
    absWorkingDir: outdir,
    entryPoints: [...entries].map(([folder, file]) => ({ in: file, out: flat(folder) })),
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    alias: {
      '@aws-sdk/credential-provider-node': join(
        repositoryRoot,
        'lib/bundling/environment-credentials.ts',
      ),
    },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    nodePaths: [join(root, 'node_modules')],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });

/** A map names its sources from the checkout's root, wherever the bundle runs. */
const relocatedMap = (built: string, output: string): string => {
  const map = JSON.parse(readFileSync(join(built, `${output}.map`), 'utf8')) as SourceMap;
  return JSON.stringify({
    ...map,
    sources: map.sources.map((source) => source.replace(/^(\.\.\/)+/, '')),
  });
};

const assemble = (root: string, built: string, metafile: Metafile, folder: string): string => {
  const target = join(built, 'assets', flat(folder));
  mkdirSync(target, { recursive: true });
  const entry = `${flat(folder)}.mjs`;
  for (const output of reachable(metafile, entry)) {
    const name = output === entry ? 'index.mjs' : basename(output);
    cpSync(join(built, output), join(target, name));
    writeFileSync(join(target, `${basename(output)}.map`), relocatedMap(built, output));
  }
  for (const file of filesBeside[folder] ?? []) {
    writeFileSync(join(target, file.name), file.content(root));
  }
  return target;
};

/** @throws Error when a function has no entry file, or does not bundle. */
export const bundleFunctions = async (root = repositoryRoot): Promise<FunctionBundles> => {
  const entries = entryFiles(root);
  // Inside the checkout, so that source maps, and with them asset hashes, name no machine's paths.
  mkdirSync(join(root, 'out'), { recursive: true });
  const built = mkdtempSync(join(root, 'out', 'bundles-'));
  process.once('exit', () => rmSync(built, { recursive: true, force: true }));
  const { metafile } = await bundle(root, entries, built);
  const folders = new Map(
    [...entries.keys()].map((folder) => [folder, assemble(root, built, metafile, folder)]),
  );
  const folderOf = (functionFolder: string): string => {
    const folder = folders.get(functionFolder);
    if (folder === undefined) throw new Error(`functions/${functionFolder} was not bundled.`);
    return folder;
  };
  return { folderOf, metafile };
};
