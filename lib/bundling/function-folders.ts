// The inventory of Lambdas: a leaf folder of functions/ that holds an env.ts is one function.
import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const repositoryRoot = join(import.meta.dirname, '../..');

/** Folders as `<room>/<verb-noun>`, sorted. Folders that begin with `_` are shared edges, not Lambdas. */
export const functionFolders = (root = repositoryRoot): readonly string[] =>
  globSync('*/*/env.ts', { cwd: join(root, 'functions') })
    .map((path) => dirname(path))
    .filter((folder) => !folder.startsWith('_'))
    .sort();

/** @throws Error that names each folder which cannot be deployed because it has no entry file. */
export const entryFiles = (root = repositoryRoot): ReadonlyMap<string, string> => {
  const entries = functionFolders(root).map(
    (folder) => [folder, join(root, 'functions', folder, 'index.ts')] as const,
  );
  const missing = entries.filter(([, file]) => !existsSync(file)).map(([folder]) => folder);
  if (entries.length === 0) throw new Error(`No function folder under ${root}/functions.`);
  if (missing.length > 0) throw new Error(`No index.ts in functions/{${missing.join(', ')}}.`);
  return new Map(entries);
};
