// Writes the templates of every stage into a folder, for linters that read files:
// `node test/infrastructure/main.ts <folder>`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stageNames } from '#lib/config/load-stage.ts';
import { preset } from './synthesised.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder for the templates.');
mkdirSync(folder, { recursive: true });
for (const stage of stageNames()) {
  for (const [part, template] of preset(stage).templates) {
    writeFileSync(join(folder, `${stage}-${part}.json`), JSON.stringify(template.toJSON()));
  }
}
