// Which port suites the tests of a tier call, told by their source: an import from the suites' folder
// and a call of what it brought.

import { globSync, readFileSync } from 'node:fs';

/** Source text by path from the root of the repository. */
export type Sources = Readonly<Record<string, string>>;

export const sourcesOf = (pattern: string): Sources =>
  Object.fromEntries(globSync(pattern).map((path) => [path, readFileSync(path, 'utf8')]));

export type SuiteCall = { readonly suite: string; readonly file: string };

const imported = (text: string): readonly string[] =>
  [...text.matchAll(/import \{([^}]*)\} from '#test\/support\/suites\/[a-z-]+\.suite\.ts'/gu)]
    .flatMap(([, names = '']) => names.split(','))
    .map((name) => name.trim())
    .filter((name) => name.endsWith('Suite'));

/** One row for each call, so a suite that runs twice is two. */
export const suiteCalls = (sources: Sources): readonly SuiteCall[] =>
  Object.entries(sources).flatMap(([file, text]) =>
    imported(text).flatMap((suite) =>
      [...text.matchAll(new RegExp(`^\\s*${suite}\\(`, 'gmu'))].map(() => ({ suite, file })),
    ),
  );

/** Names of exports that match, sorted. */
export const exportsOf = (sources: Sources, name: RegExp): readonly string[] =>
  Object.values(sources)
    .flatMap((text) => [...text.matchAll(/^export const (\w+)/gmu)].map(([, found = '']) => found))
    .filter((found) => name.test(found))
    .sort();

/** Each suite must run as often over the twins as over the real servers, and at least once. */
export const missingPairs = (
  suites: readonly string[],
  sides: Readonly<Record<string, readonly SuiteCall[]>>,
): readonly string[] => {
  const times = (side: string, suite: string): number =>
    (sides[side] ?? []).filter((call) => call.suite === suite).length;
  return suites.flatMap((suite) => {
    const most = Math.max(1, ...Object.keys(sides).map((side) => times(side, suite)));
    return Object.keys(sides)
      .filter((side) => times(side, suite) < most)
      .map((side) => `${suite} in ${side}: ${times(side, suite)} of ${most}`);
  });
};
