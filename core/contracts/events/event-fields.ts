// Fields that events share. Producers are checked strictly: an unknown property aborts the
// transaction. Consumers ignore what they do not know. Source: saga specification, section 6.
import * as z from 'zod/mini';
import { failureTypes } from '#core/contracts/vocabulary.ts';
import {
  environment,
  instantText,
  requestId,
  userId,
  uuid,
  wireMoney,
} from '#core/contracts/wire-fields.ts';

/** What every `data` has. */
const commonFields = {
  eventId: uuid,
  occurredAt: instantText,
  requestId,
  env: environment,
  userId: z.optional(userId),
  /** True on events that come out of a doubt. */
  fromDoubt: z.optional(z.boolean()),
  /** Effect keys of the ledger groups of the same transaction, where it posts. */
  ledgerGroups: z.optional(z.array(z.string())),
};

type EventShape<F> = Omit<typeof commonFields, keyof F> & F;

/** A strict `data` schema: the common fields and those of one type, which may replace a common one. */
export const eventData = <F extends z.core.$ZodShape>(fields: F) =>
  z.strictObject({ ...commonFields, ...fields } as EventShape<F>);

export const ledgerGroups = z.array(z.string());

/** Amount of the whole, its PG money and its credits; `amount = pgAmount + creditAmount`. */
export const tenders = { amount: wireMoney, pgAmount: wireMoney, creditAmount: wireMoney };

/** Why a PG said no: our class, its code, its text for the merchant. */
export const failure = z.strictObject({
  type: z.enum(failureTypes),
  pgCode: z.string(),
  pgMessage: z.string(),
});

/** Connector name: `toss`, `sandbox`. */
export const pg = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/u));

export const pgTransactionKey = z.string().check(z.minLength(1), z.maxLength(200));
