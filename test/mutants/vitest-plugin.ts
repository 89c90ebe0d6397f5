// Vitest's transform: the tests of a named file run over the bug that FLUXPAY_MUTANT names.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { activeSeed, plantedText } from './active.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Path from the root, without what Vite adds behind a question mark. */
export const fileOf = (id: string): string => relative(root, id.split('?', 1).join(''));

interface VitestContext {
  /** Vitest keeps transformed modules on disk; `false` keeps one out of there. */
  readonly defineCacheKeyGenerator: (
    keyOf: (asked: { readonly id: string }) => false | undefined,
  ) => void;
}

/** A plugin that changes text of the given files, before every other transform and never cached. */
export const textPlugin = (
  name: string,
  isChanged: (file: string) => boolean,
  change: (file: string, code: string) => string,
) => ({
  name,
  enforce: 'pre' as const,
  configureVitest: ({ defineCacheKeyGenerator }: VitestContext): void =>
    defineCacheKeyGenerator(({ id }) => (isChanged(fileOf(id)) ? false : undefined)),
  transform: (code: string, id: string): string | undefined =>
    isChanged(fileOf(id)) ? change(fileOf(id), code) : undefined,
});

export const mutantPlugin = () =>
  textPlugin('fluxpay-mutant', (file) => file === activeSeed?.file, plantedText);
