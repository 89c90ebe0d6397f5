// What a thrown error becomes for the client: nothing of it is shown but that it happened.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import { isOutage } from '#core/kernel/faults.ts';

const comeAgainSeconds = 1;

/** A dependency down or an answer lost: 503 `SYS_002`, ask again. Anything else: 500 `SYS_001`. */
export const surpriseAnswer = (error: unknown): Answer =>
  isOutage(error) ? refusal('SYS_002', null, comeAgainSeconds) : refusal('SYS_001');
