// Finds a function by its folder, so that a route of the contract without a function is an error at
// synth that names it.
import type { ServiceFunction } from './service-function.ts';

export type FunctionsByFolder = {
  readonly of: (folder: string) => ServiceFunction;
};

export const functionsByFolder = (all: readonly ServiceFunction[]): FunctionsByFolder => {
  const byFolder = new Map(all.map((each) => [each.folder, each]));
  return {
    of: (folder) => {
      const found = byFolder.get(folder);
      if (found === undefined) throw new Error(`No function functions/${folder} is defined.`);
      return found;
    },
  };
};
