// Data of the events of the platform itself. Source: saga specification, section 6.2.
import * as z from 'zod/mini';
import { eventData } from '#core/contracts/events/event-fields.ts';
import { breakerCauses, breakerStates } from '#core/contracts/vocabulary.ts';

export const opsBreakerChanged = eventData({
  /** `pg-toss-confirm`: one operation of one PG. */
  name: z.string(),
  from: z.enum(breakerStates),
  to: z.enum(breakerStates),
  cause: z.enum(breakerCauses),
});
