// Which answers are stored and replayed, and which are judged again.
import type { Answer } from '#core/contracts/http/answer.ts';

const decidedByTheOperation = new Set([402, 409, 410, 422]);
const neverStored = new Set(['IDEM_001', 'IDEM_002', 'PAY_005', 'PAY_012']);

/** A key the engine made from the request itself: it stands for the wish, not for one try of it. */
export const isMadeKey = (scope: string): boolean => /^[^#]*#auto:/u.test(scope);

/** True for an answer that is kept under this key: one the engine made keeps successes only. */
export const isKept = (answer: Answer, scope: string): boolean =>
  isFrozen(answer) && !(answer.status >= 400 && isMadeKey(scope));

/**
 * True for a kept answer that is not the last word: what a made key promised for later may fail yet, and its wish
 * is judged again then. Only whoever sees the object can tell, so nothing before the work may answer with it.
 */
export const isPromise = ({ status }: Answer, scope: string): boolean =>
  status === 202 && isMadeKey(scope);

/**
 * True for an answer that may be stored for replay: a success that is not in doubt, a refusal the
 * operation decided, or the configuration fault of the PG. An answer that asks to come again is none.
 */
export const isFrozen = (answer: Answer): boolean => {
  if (neverStored.has(answer.code) || answer.retryAfterSeconds !== undefined) return false;
  if (answer.code === 'PAY_014') return true;
  return answer.status < 300 || decidedByTheOperation.has(answer.status);
};
