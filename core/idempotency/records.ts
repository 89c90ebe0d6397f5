// How a request follows a tier-2 record it met: wait, replay, or take over.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { judgeRecord } from './decide.ts';
import type { IdempotencyClaim, IdempotencyRecord } from './idempotency-record.ts';

interface RecordKey {
  readonly tenant: Tenant;
  readonly scope: string;
}

/** Tier-2 reads. Both are consistent; both throw when the store is down. */
export interface IdempotencyRecords {
  byScope(key: RecordKey): Promise<IdempotencyRecord | undefined>;
  /** The kept answer; undefined once its life is over, whether or not the row is deleted yet. */
  answer(key: RecordKey): Promise<Answer | undefined>;
}

export type Following =
  | { readonly kind: 'ANSWER'; readonly answer: Answer }
  | { readonly kind: 'GO_ON'; readonly claim: IdempotencyClaim };

interface Deps {
  readonly records: IdempotencyRecords;
  readonly clock: Clock;
}

export interface Met {
  readonly tenant: Tenant;
  readonly claim: IdempotencyClaim;
  /** What the condition found; undefined: read it. */
  readonly record: IdempotencyRecord | undefined;
  /** The object of the operation as it is now, for an answer that is no longer kept. */
  readonly present: (record: IdempotencyRecord) => Promise<JsonObject | null>;
}

/** Follows a record by the decision table. A record that is gone after all lets the claim go on. */
export const followRecord =
  ({ records, clock }: Deps) =>
  async ({ tenant, claim, record: found, present }: Met): Promise<Following> => {
    const record = found ?? (await records.byScope({ tenant, scope: claim.scope }));
    if (record === undefined) return { kind: 'GO_ON', claim };

    const verdict = judgeRecord(record, claim.fingerprint, clock.now());
    switch (verdict.kind) {
      case 'OTHER_PAYLOAD':
        return { kind: 'ANSWER', answer: refusal('IDEM_002') };
      case 'IN_PROGRESS':
        return { kind: 'ANSWER', answer: refusal('IDEM_001', null, 1) };
      case 'TAKE_OVER':
        return { kind: 'GO_ON', claim: { ...claim, takeOver: verdict.fence } };
      case 'FINISHED': {
        const kept = await records.answer({ tenant, scope: claim.scope });
        if (kept !== undefined) return { kind: 'ANSWER', answer: { ...kept, isReplayed: true } };
        return { kind: 'ANSWER', answer: refusal('PAY_003', await present(record)) };
      }
    }
  };
