// An item as operators see it.
import { toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import type { AttentionItem, PgProof, Proposal, Resolution } from './attention-item.ts';

const proofObject = ({ at, ...proof }: PgProof): JsonObject => ({ ...proof, at: toIso(at) });

const proposalObject = ({ at, proof, ...proposal }: Proposal): JsonObject => ({
  ...proposal,
  at: toIso(at),
  ...(proof === undefined ? {} : { evidence: proofObject(proof) }),
});

const resolutionObject = ({ at, ...resolution }: Resolution): JsonObject => ({
  ...resolution,
  at: toIso(at),
});

const peopleOf = (item: AttentionItem): JsonObject => ({
  ...(item.acknowledgedBy === undefined ? {} : { acknowledgedBy: item.acknowledgedBy }),
  ...(item.acknowledgedAt === undefined ? {} : { acknowledgedAt: toIso(item.acknowledgedAt) }),
  ...(item.status === 'PROPOSED' ? { proposal: proposalObject(item.proposal) } : {}),
  ...(item.status === 'RESOLVED' ? { resolution: resolutionObject(item.resolution) } : {}),
});

export const attentionObject = (item: AttentionItem): JsonObject => ({
  attentionId: item.attentionId,
  merchantId: item.tenant.merchantId,
  objectType: item.objectType,
  objectId: item.objectId,
  ...(item.orderId === undefined ? {} : { orderId: item.orderId }),
  ...(item.paymentId === undefined ? {} : { paymentId: item.paymentId }),
  kind: item.kind,
  severity: item.severity,
  ...(item.moneyAtRisk === undefined
    ? {}
    : { moneyAtRisk: toWire(item.moneyAtRisk.minor), currency: item.moneyAtRisk.currency }),
  ...(item.step === undefined ? {} : { step: item.step }),
  evidence: [...item.evidence],
  suggestedActions: [...item.suggestedActions],
  status: item.status,
  ...peopleOf(item),
  openedAt: toIso(item.openedAt),
  dueAt: toIso(item.dueAt),
});
