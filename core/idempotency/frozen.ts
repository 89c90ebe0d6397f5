// Which answers are stored and replayed, and which are judged again.
import type { Answer } from '#core/contracts/http/answer.ts';

const decidedByTheOperation = new Set([402, 409, 410, 422]);
const neverStored = new Set(['IDEM_001', 'IDEM_002', 'PAY_005', 'PAY_012']);

/**
 * True for an answer that may be stored for replay: a success that is not in doubt, a refusal the
 * operation decided, or the configuration fault of the PG. An answer that asks to come again is none.
 */
export const isFrozen = (answer: Answer): boolean => {
  if (neverStored.has(answer.code) || answer.retryAfterSeconds !== undefined) return false;
  if (answer.code === 'PAY_014') return true;
  return answer.status < 300 || decidedByTheOperation.has(answer.status);
};
