// Bundles every function in a run of its own and gives each its folder: the entry, the chunks it can
// reach, and the files that travel beside it. Deterministic, so an unchanged function keeps
// its asset hash and is not deployed again.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { withRoomToRun } from './bundler-room.ts';
import { compactErrors } from './compact-errors.ts';
import { filesBeside } from './files-beside.ts';
import { entryFiles, repositoryRoot } from './function-folders.ts';
import { type KeptBundle, keptBundles, type NewBundle } from './kept-bundles.ts';

export type FunctionBundles = {
  /** Folder of the asset by function folder. */
  readonly folderOf: (functionFolder: string) => string;
  /** Every file of every bundle, with its size and what it imports. */
  readonly outputs: Metafile['outputs'];
  /** Folders of the functions that were bundled now; the others were kept from an earlier run. */
  readonly bundled: readonly string[];
};

type SourceMap = { readonly sources: readonly string[] };

const beside = (file: string): string => join(repositoryRoot, 'lib/bundling', file);

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

/** The SDK reads its own version from its package file, and would carry the whole of it along. */
const versionOnly: Plugin = {
  name: 'version-only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /client-[a-z-]+.package[.]json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** Node has SHA-256 of its own; the SDK's copy in JavaScript stands in only where there is none. */
const nativeHashOnly: Plugin = {
  name: 'native-hash-only',
  setup: ({ onLoad }) => {
    onLoad({ filter: /sha256.Sha256Js[.]js$/ }, () => ({
      contents: "export class Sha256Js{constructor(){throw new Error('this Node has no SHA-256')}}",
    }));
  },
};

/** A partition is found by the shape of a region's name; the list of all names only describes them. */
const withoutRegionNames = (text: string): string =>
  text.replaceAll(/"regions": [{](?:[^{}]|[{][^{}]*[}])*[}]/gu, '"regions": {}');

/**
 * Parts of the SDK that a Lambda never reaches (its region is in the environment, its retries are
 * standard, it signs no event streams), its errors said once, and of the logger the buffer, which nobody turns on,
 * and the form of a line, which is ours.
 */
const smallerSdk: Plugin = {
  name: 'smaller-sdk',
  setup: ({ onLoad }) => {
    onLoad(
      { filter: /util-retry.(?:DefaultRateLimiter|AdaptiveRetryStrategy)[.]js$/ },
      ({ path }) => ({
        contents: `export class ${basename(path, '.js')}{constructor(){throw new Error('no adaptive retries here')}}`,
      }),
    );
    onLoad({ filter: /signature-v4.dist-es.HeaderFormatter[.]js$/ }, () => ({
      contents: "export class HeaderFormatter{format(){throw new Error('no event streams here')}}",
    }));
    onLoad({ filter: /logger.lib.esm.logBuffer[.]js$/ }, () => ({
      contents:
        "export class CircularMap{constructor(){throw new Error('logs are not buffered here')}}",
    }));
    onLoad({ filter: /logger.lib.esm.formatter.PowertoolsLogFormatter[.]js$/ }, () => ({
      contents:
        "export class PowertoolsLogFormatter{constructor(){throw new Error('logs have a form of their own here')}}",
    }));
    onLoad({ filter: /util-endpoints.lib.aws.partitions[.]js$/ }, ({ path }) => ({
      contents: withoutRegionNames(readFileSync(path, 'utf8')),
    }));
    onLoad({ filter: /regionConfig.getInstanceMetadataRegion[.]js$/ }, () => ({
      contents: 'export const getInstanceMetadataRegion=async()=>undefined',
    }));
    onLoad({ filter: /client-[a-z-]+.dist-es.models.errors[.]js$/ }, ({ path }) => ({
      contents: compactErrors(readFileSync(path, 'utf8')),
    }));
  },
};

/** One run a function: in a common run a module would carry what any other function uses of it. */
const bundle = (root: string, folder: string, file: string, outdir: string) =>
  build({
    absWorkingDir: outdir,
    entryPoints: [{ in: file, out: `${flat(folder)}/index` }],
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: `${flat(folder)}/chunk-[hash]`,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // Korean messages as they are: escaped they would take twice the bytes.
    charset: 'utf8',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    plugins: [versionOnly, nativeHashOnly, smallerSdk],
    alias: {
      '@aws-sdk/credential-provider-node': beside('environment-credentials.ts'),
      '@aws-sdk/endpoint-cache': beside('no-endpoint-cache.ts'),
    },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    nodePaths: [join(root, 'node_modules')],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });

/** The end of a run is one thread's work, and the beginning of the next fills the others. */
const atOnce = 2;

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
  const entry = `${flat(folder)}/index.mjs`;
  for (const output of reachable(metafile, entry)) {
    cpSync(join(built, output), join(target, basename(output)));
    writeFileSync(join(target, `${basename(output)}.map`), relocatedMap(built, output));
  }
  for (const file of filesBeside[folder] ?? []) {
    writeFileSync(join(target, file.name), file.content(root));
  }
  return target;
};

const untilExit: string[] = [];

/** Inside the checkout, so that source maps, and with them asset hashes, name no machine's paths. */
const folderUntilExit = (root: string): string => {
  mkdirSync(join(root, 'out'), { recursive: true });
  const built = mkdtempSync(join(root, 'out', 'bundles-'));
  if (untilExit.length === 0) {
    process.once('exit', () => {
      for (const folder of untilExit) rmSync(folder, { recursive: true, force: true });
    });
  }
  untilExit.push(built);
  return built;
};

/** Virtual modules have names in brackets; they are made by the settings. */
const filesOf = (built: string, { inputs }: Metafile): string[] =>
  Object.keys(inputs)
    .filter((name) => !name.startsWith('('))
    .map((name) => join(built, name));

type Entry = readonly [folder: string, file: string];

const bundledNow = async (
  root: string,
  built: string,
  entries: readonly Entry[],
): Promise<ReadonlyMap<string, NewBundle>> => {
  const made = new Map<string, NewBundle>();
  const waiting = [...entries];
  while (waiting.length > 0) {
    const some = waiting.splice(0, atOnce);
    const startedAt = Date.now();
    const results = await withRoomToRun(() =>
      Promise.all(some.map(([folder, file]) => bundle(root, folder, file, built))),
    );
    for (const [index, { metafile }] of results.entries()) {
      const [folder] = some[index] as Entry;
      made.set(folder, {
        folder: assemble(root, built, metafile, folder),
        outputs: metafile.outputs,
        inputs: filesOf(built, metafile),
        startedAt,
      });
    }
  }
  return made;
};

/**
 * @param keptIn - Where bundles of earlier runs are kept and looked for; without it all are made now.
 * @throws Error when a function has no entry file, or does not bundle.
 */
export const bundleFunctions = async (
  root = repositoryRoot,
  keptIn?: string,
): Promise<FunctionBundles> => {
  const entries = [...entryFiles(root)];
  const kept = keptIn === undefined || keptIn === '' ? undefined : keptBundles(root, keptIn);
  const bundles = new Map<string, KeptBundle>();
  for (const [folder] of entries) {
    const found = kept?.find(folder);
    if (found !== undefined) bundles.set(folder, found);
  }
  const built = folderUntilExit(root);
  const missing = entries.filter(([folder]) => !bundles.has(folder));
  const made = await bundledNow(root, built, missing);
  for (const [folder, bundle] of made) {
    bundles.set(folder, bundle);
    kept?.keep(folder, bundle);
  }
  const folderOf = (functionFolder: string): string => {
    const found = bundles.get(functionFolder);
    if (found === undefined) throw new Error(`functions/${functionFolder} was not bundled.`);
    return found.folder;
  };
  const outputs = Object.fromEntries(
    [...bundles.values()].flatMap((each) => Object.entries(each.outputs)),
  );
  return { folderOf, outputs, bundled: [...made.keys()] };
};
