// Every function of the engine over twins, wired as its index.ts wires it: that file opens clients and is
// not imported. test/simulation/composition.simulation.test.ts holds the two together.
import { adminEntries } from './compose-admin.ts';
import { apiEntries } from './compose-api.ts';
import { backgroundEntries } from './compose-background.ts';
import { deskEntries } from './compose-desk.ts';
import { type Folder, timeoutSeconds } from './compose-environment.ts';
import { moneyEntries } from './compose-money.ts';
import type { At, ComposedFunction, Entry } from './compose-scope.ts';
import { stepsEntries } from './compose-steps.ts';

const entries: Readonly<Record<Folder, Entry>> = {
  ...adminEntries,
  ...deskEntries,
  ...apiEntries,
  ...backgroundEntries,
  ...moneyEntries,
  ...stepsEntries,
};

export const folders = Object.keys(timeoutSeconds) as readonly Folder[];

/**
 * A cold start of one function: its handler with caches, breakers and buckets of its own, as far as
 * `at.runtime.instance` is. No call is made; a world that wants the warming read makes it.
 */
export const composeFunction = (folder: Folder, at: At): Promise<ComposedFunction> =>
  entries[folder](folder, at);
