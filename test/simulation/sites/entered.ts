// How often each catch block of the engine is entered in this process, by a mark of its own that stands first in
// it. V8's coverage counts every block, and holds the whole engine back for the few that are asked for.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type CatchBlock, placeOf } from './catch-blocks.ts';

const repository = pathToFileURL(fileURLToPath(new URL('../../../', import.meta.url))).href;

const marker = Symbol.for('fluxpay.catch-entered');
const markerText = `globalThis[Symbol.for('${marker.description}')]`;

/** The text of a file with a mark in each of its catch blocks. */
export const markedText = (text: string, blocks: readonly CatchBlock[]): string => {
  let marked = '';
  let from = 0;
  for (const block of blocks.toSorted((one, other) => one.offset - other.offset)) {
    marked += `${text.slice(from, block.offset)}${markerText}(${JSON.stringify(placeOf(block))});`;
    from = block.offset;
  }
  return marked + text.slice(from);
};

export interface Entered {
  /** How often each catch block was entered since the last time; those never entered are left out. */
  take(): Record<string, number>;
}

/** Called by the marks of whatever is loaded from now on. */
export const countMarks = (): Entered => {
  let entered: Record<string, number> = {};
  Object.defineProperty(globalThis, marker, {
    configurable: true,
    value: (place: string) => {
      entered[place] = (entered[place] ?? 0) + 1;
    },
  });
  return {
    take: () => {
      const taken = entered;
      entered = {};
      return taken;
    },
  };
};

/** Begun before the engine is loaded, so that each of these blocks gets its mark. */
export const countEntered = (blocks: readonly CatchBlock[]): Entered => {
  const byUrl = Map.groupBy(blocks, ({ file }) => `${repository}${file}`);
  registerHooks({
    load: (url, context, nextLoad) => {
      const own = byUrl.get(url);
      if (own === undefined) return nextLoad(url, context);
      const text = markedText(readFileSync(fileURLToPath(url), 'utf8'), own);
      return { format: 'module-typescript', source: text, shortCircuit: true };
    },
  });
  return countMarks();
};
