// Node's load hook: `node --import ./test/mutants/load-hook.mjs <program>` loads the program with the bug
// that FLUXPAY_MUTANT names. The text is changed before its types are stripped.
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { activeSeed, plantedText } from './active.ts';

if (activeSeed !== undefined) {
  const url = new URL(`../../${activeSeed.file}`, import.meta.url).href;
  registerHooks({
    load: (asked, context, nextLoad) => {
      if (asked !== url || !url.endsWith('.ts')) return nextLoad(asked, context);
      const text = plantedText(activeSeed.file, readFileSync(fileURLToPath(url), 'utf8'));
      return { format: 'module', source: stripTypeScriptTypes(text), shortCircuit: true };
    },
  });
}
