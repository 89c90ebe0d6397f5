// What each label of the closed list is to a fault: its technology, and whether it writes.
import type { CallLabel } from '#core/contracts/labels.ts';

export type Technology =
  | 'store'
  | 'redis'
  | 'pg'
  | 'bus'
  | 'queue'
  | 'machine'
  | 'function'
  | 'keys';

export interface LabelTraits {
  readonly technology: Technology;
  readonly isWrite: boolean;
}

const reads: readonly CallLabel[] = [
  'init.ping',
  'order.byId',
  'order.list',
  'order.byIds',
  'payment.byId',
  'payment.list',
  'payment.byIds',
  'payment.events',
  'service.byId',
  'saga.byId',
  'attention.list',
  'attention.byIds',
  'merchant.byId',
  'merchant.keys',
  'key.byId',
  'endpoint.byId',
  'webhook.seen',
  'idempotency.byScope',
  'idempotency.answer',
  'unique.owner',
  'ledger.groups',
  'outbox.pending',
  'outbox.row',
  'command.pending',
  'command.byId',
  'command.ofObject',
  'due.list',
  'pg.read',
  'saga.describe',
  'secret.read',
  'key.decrypt',
  'key.encrypt',
];

const readSet: ReadonlySet<string> = new Set(reads);

const technologyOf = (label: CallLabel): Technology => {
  if (label.startsWith('redis.')) return 'redis';
  if (label.startsWith('pg.')) return 'pg';
  if (label === 'bus.publish') return 'bus';
  if (label.startsWith('queue.')) return 'queue';
  if (label === 'saga.start' || label === 'saga.resume' || label === 'saga.describe') {
    return 'machine';
  }
  if (label === 'command.dispatch') return 'function';
  if (label === 'secret.read' || label === 'key.decrypt' || label === 'key.encrypt') return 'keys';
  return 'store';
};

const known = new Map<CallLabel, LabelTraits>();

export const traitsOf = (label: CallLabel): LabelTraits => {
  let traits = known.get(label);
  if (traits === undefined) {
    const technology = technologyOf(label);
    // Redis scripts are best effort: they lose nothing that the store does not hold.
    const isWrite = technology !== 'redis' && !readSet.has(label);
    traits = { technology, isWrite };
    known.set(label, traits);
  }
  return traits;
};
