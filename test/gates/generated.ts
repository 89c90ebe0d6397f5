// Generated, never typed twice: every generator runs again, and a difference fails.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Checker, run } from './checker.ts';
import { listFiles } from './source.ts';

/** The files, and the one command that renews them all; `--check` compares and writes nothing. */
export const generated: readonly { file: RegExp; name: string; generator: string }[] = [
  { name: 'docs/errors.md', file: /^docs\/errors\.md$/u },
  { name: 'docs/api/openapi.yaml', file: /^docs\/api\/openapi\.yaml$/u },
  { name: 'docs/api/openapi.json', file: /^docs\/api\/openapi\.json$/u },
  { name: 'config/schema/*.json', file: /^config\/schema\/.+\.json$/u },
  { name: 'docs/events/*.json', file: /^docs\/events\/.+\.json$/u },
].map((row) => ({ ...row, generator: 'local/generate/main.ts' }));

export const generatedFiles: Checker = {
  name: 'generated',
  unit: 'files',
  check: async (root) => {
    const files = listFiles(root);
    const findings: string[] = [];
    for (const { name, file } of generated) {
      if (!files.some((path) => file.test(path))) findings.push(`${name}: no such file`);
    }
    for (const generator of new Set(generated.map((row) => row.generator))) {
      if (!existsSync(join(root, generator))) {
        findings.push(`${generator}: no such generator`);
        continue;
      }
      const { code, output } = await run(root, 'node', [generator, '--check']);
      if (code !== 0) findings.push(`${generator} --check: ${output.trim().slice(0, 2000)}`);
    }
    const seen = files.filter((path) => generated.some(({ file }) => file.test(path))).length;
    return { seen, findings };
  },
};
