// Bundles of earlier runs, each beside the digests of what went into it: what has not changed is not bundled again.
// For the local cloud and for tests; without a place to keep them everything is bundled afresh, as for AWS.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { version as bundlerVersion, type Metafile } from 'esbuild';
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

/** Of each function, those used last: going back and forth between two branches bundles nothing twice. */
const generationsMax = 3;
/** What npm was asked for, and what it has installed. */
const toolFiles = ['package.json', 'package-lock.json', 'node_modules/.package-lock.json'];
const recordName = 'record.json';
const assetName = 'asset';
const entryName = 'index.mjs';

const digest = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** A file moved or copied into place keeps the time of its content. */
const savedAt = (path: string): number => {
  const { mtimeMs, ctimeMs } = statSync(path);
  return Math.max(mtimeMs, ctimeMs);
};

const digestOfFile = (path: string): string => (existsSync(path) ? digest(readFileSync(path)) : '');

/** Whatever decides how a bundle is made: versions, settings, and this folder. */
const digestOfTools = (root: string): string => {
  const own = readdirSync(import.meta.dirname).sort();
  const files = [
    ...toolFiles.map((name) => join(root, name)),
    ...own.map((name) => join(import.meta.dirname, name)),
  ];
  return digest([process.version, bundlerVersion, ...files.map(digestOfFile)].join(' '));
};

type Content = (file: {
  readonly name: string;
  readonly content: (root: string) => string;
}) => string;

const digestBeside = (functionFolder: string, contentOf: Content): string =>
  digest(JSON.stringify((filesBeside[functionFolder] ?? []).map(contentOf)));

/** Another process may take away what this one has just listed. */
const usedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Those used last first. */
const generationsIn = (folder: string): string[] => {
  if (!existsSync(folder)) return [];
  const known = readdirSync(folder).map((name) => join(folder, name));
  const used = new Map(known.map((path) => [path, usedAt(path)]));
  return known.sort((one, two) => (used.get(two) ?? 0) - (used.get(one) ?? 0));
};

/** Notes that it is used now. @returns false where another process has just taken it away. */
const isUsed = (generation: string): boolean => {
  const now = Date.now() / 1_000;
  try {
    utimesSync(generation, now, now);
    return true;
  } catch {
    return false;
  }
};

/** @returns undefined where it is gone, or not whole. */
const readRecord = (generation: string): KeptRecord | undefined => {
  if (!existsSync(join(generation, assetName, entryName))) return undefined;
  try {
    return JSON.parse(readFileSync(join(generation, recordName), 'utf8')) as KeptRecord;
  } catch {
    return undefined;
  }
};

/** Moved away whole before it is taken apart: a reader never meets half a bundle. */
const remove = (place: string, generation: string): void => {
  const old = mkdtempSync(join(place, '.old-'));
  try {
    renameSync(generation, join(old, 'one'));
  } catch (fault) {
    // Another run has removed it meanwhile.
    if (existsSync(generation)) throw fault;
  }
  rmSync(old, { recursive: true });
};

/** Moved into place whole. One that is there and could not be found is not whole: it makes room. */
const store = (place: string, target: string, folder: string, record: KeptRecord): void => {
  mkdirSync(dirname(target), { recursive: true });
  if (existsSync(target) && readRecord(target) !== undefined) return;
  if (existsSync(target)) remove(place, target);
  const partial = mkdtempSync(join(place, '.new-'));
  cpSync(folder, join(partial, assetName), { recursive: true });
  writeFileSync(join(partial, recordName), JSON.stringify(record));
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
      savedAt: savedAt(path),
    };
    read.set(path, found);
    return found;
  };
  const placeOf = (functionFolder: string): string =>
    join(place, functionFolder.replaceAll('/', '__'));
  const isCurrent = (functionFolder: string, { tools: then, inputs, beside }: KeptRecord) =>
    then === tools &&
    Object.entries(inputs).every(([path, was]) => digestAt(path) === was) &&
    beside === digestBeside(functionFolder, ({ content }) => content(root));
  return {
    find: (functionFolder) => {
      for (const generation of generationsIn(placeOf(functionFolder))) {
        const record = readRecord(generation);
        if (record === undefined || !isCurrent(functionFolder, record)) continue;
        if (!isUsed(generation)) continue;
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
        // As it was put beside the bundle; its sources may have changed since.
        beside: digestBeside(functionFolder, ({ name }) =>
          readFileSync(join(folder, name), 'utf8'),
        ),
        outputs,
      };
      const own = placeOf(functionFolder);
      store(place, join(own, digest(JSON.stringify(record)).slice(0, 16)), folder, record);
      for (const old of generationsIn(own).slice(generationsMax)) remove(place, old);
    },
  };
};
