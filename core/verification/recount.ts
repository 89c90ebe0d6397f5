// One tenant recounted: payments, ledger groups, outbox rows, commands and the audit chain.
import type { Instant } from '#core/kernel/instant.ts';
import type { Digests } from '#core/kernel/ports.ts';
import type { Books, Difference } from './books.ts';
import { recountAudit } from './recount-audit.ts';
import { recountLedger } from './recount-ledger.ts';
import { recountCommands, recountOutbox } from './recount-outbox.ts';
import { recountPayments } from './recount-payments.ts';

/** @returns Every record that differs, by its id. */
export const recount = (books: Books, now: Instant, digests: Digests): Difference[] => [
  ...recountPayments(books),
  ...recountLedger(books),
  ...recountOutbox(books, now),
  ...recountCommands(books, now),
  ...recountAudit(books, now, digests),
];

/** How many records a recount looks at: one that looked at nothing has found nothing. */
export const recordsOf = (books: Books): number =>
  books.payments.length +
  books.refunds.length +
  books.groups.length +
  books.outbox.length +
  books.commands.length +
  books.audit.length;
