// A variable that a function asks for is read by the code of functions: a setting that nothing reads
// promises what nobody does.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { functionFolders, repositoryRoot } from '#lib/bundling/function-folders.ts';

const functionsRoot = join(repositoryRoot, 'functions');

/** Powertools reads these itself, from the environment. */
const isPowertools = (name: string): boolean => name.startsWith('POWERTOOLS_');

const namesOf = async (folder: string): Promise<string[]> => {
  const file = pathToFileURL(join(functionsRoot, folder, 'env.ts')).href;
  const { env } = (await import(file)) as { readonly env: z.ZodMiniObject };
  return Object.keys(env._zod.def.shape);
};

const camel = (name: string): string =>
  name.toLowerCase().replaceAll(/_([a-z0-9])/gu, (_all, letter: string) => letter.toUpperCase());

/** The parts of a limit are read by its name: `APP_RATE_LIMIT_READ_BURST` by `read`. */
const wordFor = (name: string): string =>
  camel(/^APP_RATE_LIMIT_(.+)_(?:CAPACITY|WINDOW_SECONDS|BURST)$/u.exec(name)?.[1] ?? name);

const code = globSync('**/*.ts', { cwd: functionsRoot })
  .filter((file) => !file.endsWith('env.ts'))
  .map((file) => readFileSync(join(functionsRoot, file), 'utf8'))
  .join('\n');
const words = new Set(code.match(/[A-Za-z0-9]+/gu));

describe('the environment of the functions', () => {
  it('has no variable that nothing reads', async () => {
    const names = new Set((await Promise.all(functionFolders().map(namesOf))).flat());
    const asked = [...names].filter((name) => !isPowertools(name));

    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((name) => !words.has(wordFor(name)))).toEqual([]);
  });
});
