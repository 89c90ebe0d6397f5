// The closed list of labels: every call of an adapter carries one. It is the call's span name in
// production and its site in simulation; a call without a label does not compile.

/** Transactions by the name the specification of the data model gives them. */
export type TransactionName =
  | 'TX-ORDER'
  | 'TX-CLAIM'
  | 'TX-APPROVED'
  | 'TX-DECLINED'
  | 'TX-NOTSENT'
  | 'TX-REFUSE'
  | 'TX-DOUBT'
  | 'TX-CANCEL-NOTE'
  | 'TX-OUTCOME'
  | 'TX-SVC-CLOSE'
  | 'TX-COMPLETE'
  | 'TX-RETURN-CLAIM'
  | 'TX-RETURN-OK'
  | 'TX-RETURN-NONE'
  | 'TX-REFUND-CLAIM'
  | 'TX-REFUND-SEND'
  | 'TX-REFUND-OK'
  | 'TX-REFUND-FAIL'
  | 'TX-CANCEL-ORDER'
  | 'TX-EXTERNAL'
  | 'TX-CLOSE-ORDER'
  | 'TX-REJECT'
  | 'TX-ATTENTION'
  | 'TX-MERCHANT'
  | 'TX-API-KEY'
  | 'TX-AWAIT-CANCEL'
  | 'TX-TOKEN'
  | 'TX-RUN';

export type StoreLabel =
  | TransactionName
  | 'init.ping'
  | 'order.byId'
  | 'order.list'
  | 'order.byIds'
  | 'payment.byId'
  | 'payment.list'
  | 'payment.byIds'
  | 'payment.events'
  | 'service.byId'
  | 'saga.byId'
  | 'saga.dueLater'
  | 'attempt.progress'
  | 'attention.list'
  | 'attention.byIds'
  | 'merchant.byId'
  | 'merchant.keys'
  | 'key.byId'
  | 'idempotency.byScope'
  | 'idempotency.answer'
  | 'nonce.use'
  | 'unique.owner'
  | 'ledger.groups'
  | 'outbox.published'
  | 'outbox.failed'
  | 'outbox.pending'
  | 'outbox.row'
  | 'command.done'
  | 'command.failed'
  | 'command.pending'
  | 'command.byId'
  | 'command.ofObject'
  | 'due.list'
  | 'due.later';

export type RedisLabel =
  | 'redis.rl-take'
  | 'redis.rl-give-back'
  | 'redis.idem-claim'
  | 'redis.idem-done'
  | 'redis.idem-free';

export type CallLabel =
  | StoreLabel
  | RedisLabel
  | 'pg.confirm'
  | 'pg.read'
  | 'pg.cancel'
  | 'bus.publish'
  | 'command.dispatch'
  | 'queue.watchdog'
  | 'queue.sweeper'
  | 'queue.dead-letter'
  | 'saga.start'
  | 'saga.resume'
  | 'saga.describe'
  | 'secret.read'
  | 'key.decrypt'
  | 'key.encrypt';
