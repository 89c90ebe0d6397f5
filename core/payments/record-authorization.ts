// TX-AUTHORIZED: the PG has reserved the money. The order stays PENDING; a cancel noted meanwhile sends for
// the void.

import { toIso } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import { authorizationOpened } from '#core/ledger/movements.ts';
import { isCancelNoted } from '#core/orders/order.ts';
import type { EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { authorize, limitOf, lookAt } from './authorization.ts';
import { doubtClosing, fromDoubt, movementHead } from './case.ts';
import { keyTaken } from './claim-approval.ts';
import { actionOf, attemptEnded, type BareDraft, base, type Ending, resolved } from './ending.ts';
import type { Authorization, AuthorizedPayment } from './payment.ts';
import type { PgPayment } from './payment-gateway.ts';
import { voidCommand } from './watch-command.ts';

export interface Authorizing extends Ending {
  readonly pg: PgPayment;
}

const authorizationOf = ({ pg, at }: Authorizing): Authorization => ({
  pgTxId: pg.lastTransactionKey ?? pg.paymentKey,
  ...(pg.approvalNumber === undefined ? {} : { approvalNumber: pg.approvalNumber }),
  authorizedAt: at,
  expiresAt: limitOf(at, pg.authorizationExpiresAt),
});

/** What the PG names is this payment's for ever: its key, where it made one, and its authorization. */
const namesTaken = ({ case: { attempt }, pg }: Authorizing): Change[] => {
  const { tenant, paymentId: owner } = attempt;
  const { paymentKey } = pg;
  const reserved: Change = {
    change: 'unique.create',
    tenant,
    kind: 'PGTX',
    value: `Z:${paymentKey}`,
    owner,
  };
  return attempt.paymentKey === undefined
    ? [reserved, ...keyTaken({ ...attempt, paymentKey })]
    : [reserved];
};

const authorizedEvent = (
  { case: kase }: Authorizing,
  { paymentId, orderId, amount, authorization }: AuthorizedPayment,
): EventDraft => ({
  type: 'payment.authorized',
  of: paymentId,
  data: {
    paymentId,
    orderId,
    status: 'AUTHORIZED',
    amount: toWire(amount.minor),
    currency: amount.currency,
    ...(authorization.approvalNumber === undefined
      ? {}
      : { approvalNumber: authorization.approvalNumber }),
    pgTransactionKey: authorization.pgTxId,
    expiresAt: toIso(authorization.expiresAt),
    ...fromDoubt(kase),
    ledgerGroups: [`auth:${paymentId}:open`],
  },
});

export const recordAuthorization = (
  authorizing: Authorizing,
): {
  readonly draft: BareDraft;
  readonly payment: AuthorizedPayment;
  readonly group: LedgerGroup;
} => {
  const { case: kase, pg, at } = authorizing;
  const { order } = kase;
  const isNoted = isCancelNoted(order);
  const authorization = authorizationOf(authorizing);
  const payment = authorize(kase.payment, authorization, lookAt(authorization, at, isNoted));
  const group = authorizationOpened(movementHead(kase, at), payment);
  return {
    payment,
    group,
    draft: {
      ...base(authorizing, 'TX-AUTHORIZED'),
      changes: [
        attemptEnded(authorizing, 'SUCCEEDED', { paymentKey: pg.paymentKey }),
        { change: 'payment.advance', before: kase.payment, after: payment },
        { change: 'order.isAsRead', order },
        ...namesTaken(authorizing),
      ],
      groups: [...doubtClosing(kase, at), group],
      events: [...resolved(authorizing, 'AUTHORIZED'), authorizedEvent(authorizing, payment)],
      commands: isNoted ? [voidCommand(payment)] : [],
      audit: {
        action: actionOf(authorizing),
        object: payment.paymentId,
        statusBefore: kase.payment.status,
        statusAfter: payment.status,
      },
    },
  };
};
