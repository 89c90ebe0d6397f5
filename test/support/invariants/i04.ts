// I04: before a call that can move money leaves, its attempt is committed, open, under the same key.
import { commitLog, type KeyState } from './commit-log.ts';
import { everyKind } from './findings.ts';
import { perEntry } from './growing-log.ts';
import type { Invariant, PgCall } from './view.ts';

const isOpen = (state: string): boolean => state === 'SENT' || state === 'IN_DOUBT';

/** No function lives longer: who read the attempt while it was open has left by then. */
const lifeMs = 30_000;

/**
 * Open when the call left; or ended so shortly before that its sender had read it open. An attempt proven
 * not sent has let go of its sender, so nothing may leave under it.
 */
function mayLeave(states: readonly KeyState[], call: PgCall): boolean {
  const before = states.filter(({ step }) => step <= call.afterStep);
  const last = before.at(-1);
  if (last === undefined) return false;
  if (isOpen(last.state)) return true;
  return last.state !== 'NOT_SENT' && call.at - last.at <= lifeMs;
}

export const i04: Invariant = {
  id: 'I04',
  when: 'A',
  rows: everyKind,
  production: true,
  check: perEntry(
    ({ pgCalls }) => pgCalls,
    () => ({
      take: (call, view, findings) => {
        findings.see();
        const states = commitLog(view).keyStates.get(call.idempotencyKey) ?? [];
        findings.expect(mayLeave(states, call), call.idempotencyKey, () => {
          const told = states.map(({ state, step }) => `${state} at ${step}`).join(', ');
          return `${call.op} left after step ${call.afterStep}; its attempt: ${told || 'none'}`;
        });
      },
    }),
  ),
};
