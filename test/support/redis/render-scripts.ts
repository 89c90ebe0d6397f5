// Renders the Lua files as the module that is bundled: Node and esbuild both read TypeScript, and
// only one of them could import a `.lua`.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../adapters/redis/scripts/', import.meta.url);

/** Text of `adapters/redis/scripts.generated.ts`. Lua code, comments included: what we test runs. */
export const renderScripts = (): string => {
  const entries = readdirSync(folder)
    .filter((name) => name.endsWith('.lua'))
    .sort()
    .map((name) => {
      const lua = readFileSync(new URL(name, folder), 'utf8').replace(/[\\`]|\$\{/gu, '\\$&');
      return `  '${name.replace('.lua', '')}': \`${lua}\`,\n`;
    });
  return [
    '// Generated from scripts/*.lua; a contract test compares both. To write it again:\n',
    '// vitest run --project contract test/contract/redis-scripts.contract.test.ts -u\n',
    "import type { RedisScript } from './redis-commands.ts';\n\n",
    'export const redisScripts: Readonly<Record<RedisScript, string>> = {\n',
    ...entries,
    '};\n',
  ].join('');
};
