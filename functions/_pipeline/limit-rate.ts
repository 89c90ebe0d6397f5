// May this caller ask now: nonce and limits, judged together by the admission gate.
// Sources: API specification, 2.5; waiting-room and limits specification, sections 15 and 19.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { KeyId } from '#core/kernel/ids.ts';
import type { Digests } from '#core/kernel/ports.ts';
import type { AdmissionDecision, AdmissionGate } from '#core/limits/admission.ts';
import { type LimitRule, type LimitRules, limitPolicy } from '#core/limits/limit-policies.ts';
import type { LimitPolicy } from '#core/limits/ports.ts';
import { limitedResult, rateHeaders, retryAfterSeconds } from '#core/limits/rate-headers.ts';
import type { Exchange } from './exchange.ts';

export interface LimitDeps {
  readonly gate: AdmissionGate;
  readonly digests: Digests;
  /** The policies of the stage that are switched on. */
  readonly limits: LimitRules;
  /** The stage's own environment; what the other one asks for under a limit fails closed. */
  readonly primaryEnvironment?: Environment;
}

/** Who asks, and what makes the request one of a kind. */
export interface Asker {
  readonly tenant: Tenant;
  readonly keyId: KeyId;
  readonly nonce: string;
  /** Its nonce is kept where other processes see it. */
  readonly isWrite: boolean;
}

const unavailableSeconds = 5;

const ruleOf = (row: RouteRow, limits: LimitRules): LimitRule[] => {
  const rule = row.limit === 'none' ? undefined : limits[row.limit];
  return rule === undefined ? [] : [rule];
};

const tellLimits = (
  deps: LimitDeps,
  exchange: Exchange,
  tenant: Tenant,
  decision: AdmissionDecision,
): void => {
  if (decision.kind !== 'ALLOWED' && decision.kind !== 'LIMITED') return;
  exchange.limitHeaders = rateHeaders(
    {
      tenant,
      rules: ruleOf(exchange.row, deps.limits),
      states: decision.states,
      refused: decision.kind === 'LIMITED' ? decision : undefined,
    },
    (text) => deps.digests.sha256Base64Url(text),
  );
};

const refused = (
  decision: AdmissionDecision,
  policies: readonly LimitPolicy[],
): Answer | undefined => {
  switch (decision.kind) {
    case 'ALLOWED':
      return undefined;
    case 'NONCE_USED':
      return refusal('AUTH_004');
    case 'LIMITED':
      return refusal(
        'RATE_001',
        limitedResult(decision, policies),
        retryAfterSeconds(decision.waitMicros),
      );
    case 'UNAVAILABLE':
      return refusal('RATE_004', null, unavailableSeconds);
    case 'COST_ABOVE_BURST':
      return refusal('RATE_005', { policy: decision.policy });
  }
};

/** @returns The refusal; else nothing, and the exchange knows what was taken. */
export const limitRate = (deps: LimitDeps) => async (exchange: Exchange, asker: Asker) => {
  const { row } = exchange;
  const { tenant, keyId, nonce, isWrite } = asker;
  const policies = ruleOf(row, deps.limits).map((rule) => limitPolicy(rule, row.cost));
  // What nobody limits, nobody has to count: a service's word is heard from both environments.
  const isForeign =
    row.limit !== 'none' &&
    deps.primaryEnvironment !== undefined &&
    tenant.environment !== deps.primaryEnvironment;
  const decision = await deps.gate.admit({
    tenant,
    keyId,
    nonce,
    policies,
    isFailClosed: row.failClosed || isForeign,
    isWrite,
    isMoneyMove: row.movesMoney,
  });
  tellLimits(deps, exchange, tenant, decision);
  if (decision.kind === 'ALLOWED') {
    exchange.grant = { tenant, policies, isFailedOpen: decision.isFailedOpen };
  }
  return refused(decision, policies);
};
