// One hash over everything that decides what a deploy makes or what a process runs.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

export type Input = { readonly name: string; readonly content: string | Uint8Array };

/** Equal inputs give equal text, in any order; names and contents cannot run into each other. */
export function fingerprint(inputs: readonly Input[]): string {
  const hash = createHash('sha256');
  for (const { name, content } of [...inputs].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const digest = createHash('sha256').update(content).digest('hex');
    hash.update(`${JSON.stringify(name)} ${digest}\n`);
  }
  return hash.digest('hex');
}

/** Every file under the given files and folders of `base`; what is missing is left out. */
export function readInputs(base: string, names: readonly string[]): Input[] {
  return names.flatMap((name) => {
    const path = join(base, name);
    if (!existsSync(path)) return [];
    if (!statSync(path).isDirectory()) return [{ name, content: readFileSync(path) }];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ name: relative(base, file), content: readFileSync(file) }));
  });
}
