// The billing policies for functions that seldom need them: read, with what checks them, for the first who does.
import type { Policies } from '#core/pricing/selling-policy.ts';

export const policiesLater = (fileName: string, moduleUrl: string): (() => Promise<Policies>) => {
  let read: Promise<Policies> | undefined;
  return () => {
    read ??= import('./policies.ts').then(({ bundledPolicies }) =>
      bundledPolicies(fileName, moduleUrl),
    );
    return read;
  };
};
