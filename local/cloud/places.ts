// Where the local cloud keeps its things. Nothing is written outside the project folder.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const cache = join(root, '.fluxpay');

export const inCache = (...names: string[]): string => join(cache, ...names);
export const logOf = (part: string): string => inCache('logs', `${part}.log`);
/** What the emulator unpacks; taken away by `local:down`. */
export const temporaryFolder = inCache('tmp');
/** What was bundled for this cloud or a test, for the next of them. */
export const keptBundles = inCache('bundles');

/** Written beside and renamed, so that a reader never meets half a file; readable by its owner only. */
export function writeOwnFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, text, { mode: 0o600 });
  renameSync(partial, path);
}
