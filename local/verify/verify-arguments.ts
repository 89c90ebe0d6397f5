// What people may type after `npm run verify --`, and what it asks of the books.
import { type Instant, instant, parseInstant } from '#core/kernel/instant.ts';
import type { Asked } from '#core/verification/narrow.ts';
import { checked, flag, type Given, oneOf } from '#local/read-options.ts';

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/u.test(text) && parseInstant(`${text}T00:00:00Z`) !== undefined;

const isPayment = (text: string): boolean => /^pay_[0-9A-HJKMNP-TV-Z]{26}$/u.test(text);

export const verifyForm = (stages: readonly string[]) => ({
  command: 'npm run verify',
  usage: `npm run verify -- [--stage local] [--payment pay_… | --day YYYY-MM-DD | --full] [--json]

  Recounts payments, ledger, outbox, commands and audit chain, and tells of yesterday and today (UTC).
  --stage     one of ${stages.join(', ')} (local)
  --payment   tells of one payment with its order, refunds, ledger, events, commands and audit records
  --day       tells of one day, in UTC
  --full      tells of everything
  --json      what was found, as JSON
Exit code 0: nothing differs; 1: something does, or there was nothing to look at; 2: typed wrongly;
3: AWS refused (sign in); 4: the stage cannot be reached. 3 and 4 have recounted nothing.`,
  options: {
    stage: oneOf(stages, 'local'),
    payment: checked('a payment: pay_ and 26 characters', isPayment),
    day: checked('a day: 2026-03-02', isDay),
    full: flag,
    json: flag,
  },
});

export type VerifyValues = Given<ReturnType<typeof verifyForm>['options']>['values'];

/** One of the three at most. @returns What is wrong, or nothing. */
export const tooMuch = ({ payment, day, full }: VerifyValues): string | undefined =>
  [payment !== undefined, day !== undefined, full].filter(Boolean).length > 1
    ? 'one of --payment, --day and --full'
    : undefined;

export interface Scope {
  readonly asked: Asked;
  /** In words, for the line that tells what was found. */
  readonly name: string;
}

const dayMs = 86_400_000;

export const scopeOf = ({ payment, day, full }: VerifyValues, now: Instant): Scope => {
  if (full) return { asked: {}, name: 'everything' };
  if (payment !== undefined) {
    return { asked: { paymentId: payment }, name: `payment ${payment} alone` };
  }
  const today = Math.floor(now / dayMs) * dayMs;
  if (day === undefined) {
    return { asked: { from: instant(today - dayMs) }, name: 'yesterday and today (UTC)' };
  }
  const from = Date.parse(day);
  return { asked: { from: instant(from), to: instant(from + dayMs) }, name: `${day} (UTC)` };
};
