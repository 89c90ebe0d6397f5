// Bugs whose line was reworded by hand, or that do not parse: planting them must fail with id and file.
import type { Seed } from './mutant.ts';

/** Each with what the refusal says of it. */
export const canaries: readonly (Seed & { readonly says: RegExp })[] = [
  {
    id: 'CANARY-REWORDED',
    file: 'core/payments/attempt.ts',
    anchor: 'export const attemptLifeMs = 15_001;',
    replace: 'export const attemptLifeMs = 1;',
    says: /anchor lost: CANARY-REWORDED in core\/payments\/attempt\.ts: it occurs 0 times/u,
  },
  {
    id: 'CANARY-TWICE',
    file: 'core/payments/attempt.ts',
    anchor: 'export const',
    replace: 'const',
    says: /anchor lost: CANARY-TWICE in core\/payments\/attempt\.ts: it occurs \d+ times/u,
  },
  {
    id: 'CANARY-BROKEN',
    file: 'core/payments/attempt.ts',
    anchor: 'export const attemptLifeMs = 15_000;',
    replace: 'export const attemptLifeMs = (15_000;',
    says: /anchor lost: CANARY-BROKEN in core\/payments\/attempt\.ts: the result does not parse/u,
  },
  {
    id: 'CANARY-EQUAL',
    file: 'core/payments/attempt.ts',
    anchor: 'export const attemptLifeMs = 15_000;',
    replace: 'export const attemptLifeMs =\n  15_000;',
    says: /anchor lost: CANARY-EQUAL in core\/payments\/attempt\.ts: the replacement changes nothing/u,
  },
];
