// The billing policies that travel beside the bundle, read once.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsePolicies } from '#core/contracts/policies/parse-policies.ts';
import type { Policies, SellingPolicy } from '#core/pricing/selling-policy.ts';

/** The PG's own least amount, where a policy names none: a card payment of Toss. */
const pgMinimum: Readonly<Record<string, bigint>> = { toss: 100n };

/** @throws Error naming every fault: a function with a bad policy does not start. */
export const bundledPolicies = (fileName: string, moduleUrl: string): Policies => {
  const path = join(dirname(fileURLToPath(moduleUrl)), fileName);
  const parsed = parsePolicies(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.ok) throw new Error(`policies are not valid: ${parsed.error.join('; ')}`);
  const policies = parsed.value.map((policy): SellingPolicy => {
    const least = pgMinimum[policy.provider] ?? 1n;
    return { ...policy, amountMin: policy.amountMin < least ? least : policy.amountMin };
  });
  return { all: () => policies };
};
