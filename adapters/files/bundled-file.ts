// A text that travels beside the bundle. Read once, when the function starts.
import { readFileSync } from 'node:fs';

/** @param beside - `import.meta.url` of the entry. @throws when the file did not travel along. */
export const bundledFile = (name: string, beside: string): string =>
  readFileSync(new URL(name, beside), 'utf8');
