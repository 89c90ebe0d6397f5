// I31: what an object is never changes, and no transaction writes for two tenants.
import { equalPlain } from './field-reading.ts';
import { Findings } from './findings.ts';
import { idOf, stepsOf } from './stories.ts';
import type { Change, Invariant, RowKind, Step } from './view.ts';

/** Tenant and id are the key itself. */
const identity: Readonly<Partial<Record<RowKind, readonly string[]>>> = {
  ORDER: ['orderId', 'userId', 'serviceId', 'kind', 'amount', 'taxFree', 'createdAt'],
  PAYMENT: ['paymentId', 'orderId', 'userId', 'provider', 'number', 'amount', 'taxFree'],
  ATTEMPT: ['paymentId', 'orderId', 'userId', 'op', 'objectId', 'attemptNo', 'pgKey', 'amount'],
  REFUND: ['refundId', 'paymentId', 'orderId', 'userId', 'amount', 'origin'],
  SAGA: ['sagaId', 'paymentId', 'orderId', 'userId', 'serviceRequestId', 'approvedAt'],
  SVC: ['serviceRequestId', 'orderId', 'paymentId', 'sagaId', 'userId', 'deadlineAt'],
  HOLD: ['userId', 'unit', 'amount', 'orderId'],
  ITEM: ['attentionId', 'kind', 'objectType', 'objectId', 'orderId', 'paymentId', 'openedAt'],
};

function judgeChange({ old, next }: Change, findings: Findings): void {
  if (old === undefined || next === undefined) return;
  const names = identity[next.kind];
  if (names === undefined) return;
  findings.see();
  const moved = names.filter((name) => !equalPlain(old.fields[name], next.fields[name]));
  findings.expect(
    moved.length === 0,
    `${next.kind} ${idOf(next.pk)}`,
    () => `changed its ${moved.join(', ')}`,
  );
}

/** Time to live takes rows of anybody at once; the engine's own rows belong to no tenant. */
function judgeTenants({ changes, number }: Step, findings: Findings): void {
  const tenants = new Set<string>();
  for (const { next } of changes) {
    if (next !== undefined && next.tenant !== 'sys.engine') tenants.add(next.tenant);
  }
  findings.expect(
    tenants.size <= 1,
    `step ${number}`,
    () => `wrote for ${[...tenants].join(' and ')}`,
  );
}

export const i31: Invariant = {
  id: 'I31',
  when: 'A',
  rows: [
    ...(Object.keys(identity) as RowKind[]),
    ...(['OUT', 'CMD', 'GROUP', 'UNIQ', 'IDEM', 'RESPONSE', 'WALLET', 'LOT', 'CTX'] as const),
  ],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const one of stepsOf(view, step)) {
      judgeTenants(one, findings);
      for (const change of one.changes) judgeChange(change, findings);
    }
    return findings;
  },
};
