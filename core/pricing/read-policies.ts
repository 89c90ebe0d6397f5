// The policies a stage runs with, as operators read them: what is loaded, not what a file says today.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import { canonicalJson, type JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Digests } from '#core/kernel/ports.ts';
import type { Policies, SellingPolicy } from './selling-policy.ts';

export interface PolicyReads {
  readonly policies: Policies;
  readonly digests: Digests;
}

/** A loaded policy holds more, in forms of the engine's own: dates in milliseconds, prices, limits. */
const shownFields = [
  'serviceId',
  'version',
  'merchants',
  'provider',
  'currency',
  'amountMin',
  'amountMax',
  'attemptsMax',
  'lineItemsMax',
  'expiresInSeconds',
  'canCancelWhilePaid',
  'fulfilment',
  'timeoutSeconds',
  'refundWindowDays',
  'refundPartialsMax',
] as const satisfies readonly (keyof SellingPolicy)[];

const policyObject = (policy: SellingPolicy, digests: Digests): JsonObject => {
  const whole: JsonObject = {
    ...policy,
    merchants: [...policy.merchants],
    amountMin: toWire(policy.amountMin),
    amountMax: toWire(policy.amountMax),
  };
  const shown = shownFields.flatMap((name) =>
    whole[name] === undefined ? [] : [[name, whole[name]] as const],
  );
  return { ...Object.fromEntries(shown), hash: digests.sha256Hex(canonicalJson(whole)) };
};

/** @returns 200: policies are few and come whole. */
export const listPolicies = ({ policies, digests }: PolicyReads): Answer =>
  done({ items: policies.all().map((policy) => policyObject(policy, digests)) });

/** @returns 200 with the policy, 404 SYS_005 for an unknown service, or a version that is not loaded. */
export const getPolicy = (
  { policies, digests }: PolicyReads,
  { serviceId, version }: { readonly serviceId: string; readonly version?: string },
): Answer => {
  const policy = policies.all().find((one) => one.serviceId === serviceId);
  const isAsked = version === undefined || Number(version) === policy?.version;
  return policy === undefined || !isAsked
    ? refusal('SYS_005')
    : done(policyObject(policy, digests));
};
