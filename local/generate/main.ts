// Writes every document that is made from the contracts; with --check compares and writes nothing.
// What is generated is never typed twice, so a document cannot drift from what the engine checks.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flag, readOptions } from '#local/read-options.ts';
import { apiPage } from './api-page.ts';
import { errorsDocument } from './errors-document.ts';
import { eventCatalogueDocument, eventSchemas } from './event-documents.ts';
import { openapiJson, openapiYaml } from './openapi.ts';
import { configSchemas } from './schemas-of-config.ts';

interface Generated {
  readonly file: string;
  readonly make: () => string;
}

/** Folders that hold nothing but generated files: what is no longer made is removed. */
const ownFolders = ['docs/events/schemas'];

const registry: readonly Generated[] = [
  { file: 'docs/errors.md', make: errorsDocument },
  { file: 'docs/api/openapi.json', make: openapiJson },
  { file: 'docs/api/openapi.yaml', make: openapiYaml },
  { file: 'docs/api/index.html', make: apiPage },
  { file: 'docs/events/catalogue.md', make: eventCatalogueDocument },
  ...eventSchemas(),
  ...configSchemas(),
];

const root = fileURLToPath(new URL('../..', import.meta.url));

const stale = (): string[] =>
  ownFolders.flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .map((name) => `${folder}/${name}`)
          .filter((path) => !registry.some(({ file }) => file === path))
      : [],
  );

const differing = (): string[] =>
  registry
    .filter(({ file, make }) => {
      const path = join(root, file);
      return !existsSync(path) || readFileSync(path, 'utf8') !== make();
    })
    .map(({ file }) => file);

const check = (): number => {
  const faults = [
    ...differing().map((file) => `${file}: differs from its source; run npm run generate`),
    ...stale().map((file) => `${file}: nothing makes it any more`),
  ];
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stdout.write(
    `generate: ${registry.length - differing().length} passed, ${faults.length} failed\n`,
  );
  return faults.length === 0 && registry.length > 0 ? 0 : 1;
};

const write = (): number => {
  for (const file of stale()) rmSync(join(root, file));
  const changed = differing();
  for (const { file, make } of registry) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    if (changed.includes(file)) writeFileSync(join(root, file), make());
  }
  process.stdout.write(`generate: ${registry.length} files, ${changed.length} changed\n`);
  return 0;
};

const { values } = readOptions(process.argv.slice(2), {
  command: 'npm run generate',
  usage: `npm run generate [-- --check]

  Writes every document that is made from the contracts.
  --check   compares only; exit 1 where a file differs`,
  options: { check: flag },
});
process.exitCode = values.check ? check() : write();
