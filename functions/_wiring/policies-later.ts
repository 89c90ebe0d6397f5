// The billing policies for functions that seldom need them: read, with what checks them, for the first who does.
import type { Policies } from '#core/pricing/selling-policy.ts';

type BundledPolicies = (fileName: string, moduleUrl: string) => Policies;

const loadPolicies = (): Promise<{ readonly bundledPolicies: BundledPolicies }> =>
  import('./policies.ts');

/** @param load - Gives what reads them; by default a chunk of its own. */
export const policiesLater = (fileName: string, moduleUrl: string, load = loadPolicies) => {
  let read: Promise<Policies> | undefined;
  return (): Promise<Policies> => {
    read ??= load().then(({ bundledPolicies }) => bundledPolicies(fileName, moduleUrl));
    return read;
  };
};
