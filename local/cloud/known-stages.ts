// The stages of this checkout: a file each. A name typed wrongly is told so with these.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.ts';

export const knownStages = (): readonly string[] =>
  readdirSync(join(root, 'config', 'stages'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replace(/\.yaml$/u, ''))
    .toSorted();
