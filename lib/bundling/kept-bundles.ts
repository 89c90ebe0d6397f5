// Bundles of earlier runs, each beside the digests of what went into it: what has not changed is not bundled again.
// For the local cloud and for tests; without a place to keep them everything is bundled afresh, as for AWS.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import { filesBeside } from './files-beside.ts';

type Outputs = Metafile['outputs'];

export interface KeptBundle {
  /** The asset: bundle, chunks, maps and the files beside them. */
  readonly folder: string;
  readonly outputs: Outputs;
}

export interface NewBundle extends KeptBundle {
  /** Every file that was read, by its absolute path. */
  readonly inputs: readonly string[];
  /** Before the first of them was read: milliseconds since 1970. */
  readonly startedAt: number;
}

export interface KeptBundles {
  /** @returns undefined unless all that went into it, the tools included, is as it was. */
  find(functionFolder: string): KeptBundle | undefined;
  /** Keeps it for later runs; not where a file was saved while it was being read. */
  keep(functionFolder: string, bundle: NewBundle): void;
}

interface KeptRecord {
  readonly tools: string;
  /** Digests by path below the root. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly beside: string;
  readonly outputs: Outputs;
}

/** Of each function: going back and forth between two branches bundles nothing twice. */
const generationsMax = 3;
const toolFiles = ['package.json', 'package-lock.json', 'tsconfig.json'];
const recordName = 'record.json';
const assetName = 'asset';

const digest = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

const digestOfFile = (path: string): string => (existsSync(path) ? digest(readFileSync(path)) : '');

/** Whatever decides how a bundle is made: versions, settings, and this folder. */
const digestOfTools = (root: string): string => {
  const own = readdirSync(import.meta.dirname).sort();
  const files = [
    ...toolFiles.map((name) => join(root, name)),
    ...own.map((name) => join(import.meta.dirname, name)),
  ];
  return digest([process.version, ...files.map(digestOfFile)].join(' '));
};

const digestBeside = (root: string, functionFolder: string): string =>
  digest(JSON.stringify((filesBeside[functionFolder] ?? []).map(({ content }) => content(root))));

/** Newest first. */
const generationsIn = (folder: string): string[] => {
  if (!existsSync(folder)) return [];
  const age = (path: string): number => statSync(path).mtimeMs;
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .sort((one, two) => age(two) - age(one));
};

/** Moved into place whole: a reader never meets half a bundle. */
const store = (target: string, folder: string, record: KeptRecord): void => {
  if (existsSync(target)) return;
  const partial = `${dirname(target)}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(folder, join(partial, assetName), { recursive: true });
  writeFileSync(join(partial, recordName), JSON.stringify(record));
  mkdirSync(dirname(target), { recursive: true });
  try {
    renameSync(partial, target);
  } catch (fault) {
    rmSync(partial, { recursive: true });
    // Another run has kept the same one meanwhile.
    if (!existsSync(target)) throw fault;
  }
};

/** @param place - A folder that nothing else uses; made when needed. */
export const keptBundles = (root: string, place: string): KeptBundles => {
  const tools = digestOfTools(root);
  const known = new Map<string, string>();
  const digestAt = (path: string): string => {
    const found = known.get(path) ?? digestOfFile(join(root, path));
    known.set(path, found);
    return found;
  };
  const read = new Map<string, { readonly digest: string; readonly savedAt: number }>();
  /** As a bundle has just read it: looked at anew, since what was found before may have changed until then. */
  const justRead = (path: string) => {
    // Its time after its content: a save in between is then seen.
    const found = read.get(path) ?? {
      digest: digestOfFile(path),
      savedAt: statSync(path).mtimeMs,
    };
    read.set(path, found);
    return found;
  };
  const placeOf = (functionFolder: string): string =>
    join(place, functionFolder.replaceAll('/', '__'));
  const isCurrent = (functionFolder: string, { tools: then, inputs, beside }: KeptRecord) =>
    then === tools &&
    Object.entries(inputs).every(([path, was]) => digestAt(path) === was) &&
    beside === digestBeside(root, functionFolder);
  return {
    find: (functionFolder) => {
      for (const generation of generationsIn(placeOf(functionFolder))) {
        const text = readFileSync(join(generation, recordName), 'utf8');
        const record = JSON.parse(text) as KeptRecord;
        if (!isCurrent(functionFolder, record)) continue;
        return { folder: join(generation, assetName), outputs: record.outputs };
      }
      return undefined;
    },
    keep: (functionFolder, { folder, outputs, inputs, startedAt }) => {
      if (inputs.some((path) => justRead(path).savedAt > startedAt + 1)) return;
      const record: KeptRecord = {
        tools,
        inputs: Object.fromEntries(
          inputs.map((path) => [relative(root, path), justRead(path).digest]),
        ),
        beside: digestBeside(root, functionFolder),
        outputs,
      };
      const own = placeOf(functionFolder);
      store(join(own, digest(JSON.stringify(record)).slice(0, 16)), folder, record);
      for (const old of generationsIn(own).slice(generationsMax)) {
        rmSync(old, { recursive: true, force: true });
      }
    },
  };
};
