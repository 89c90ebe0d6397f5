// The bundled script texts are the Lua files, byte for byte.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { redisScripts } from '#adapters/redis/scripts.generated.ts';
import { renderScripts } from '#test/support/redis/render-scripts.ts';

const at = (path: string): URL => new URL(`../../adapters/redis/${path}`, import.meta.url);

describe('redis scripts', () => {
  it('are generated from the Lua files as they are now', async () => {
    await expect(renderScripts()).toMatchFileSnapshot('../../adapters/redis/scripts.generated.ts');
  });

  it.each(Object.entries(redisScripts))('bundles %s as its file has it', (name, text) => {
    expect(text).toBe(readFileSync(at(`scripts/${name}.lua`), 'utf8'));
  });
});
