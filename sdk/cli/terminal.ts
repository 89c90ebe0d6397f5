// What a command has around it: where it writes, whom it asks, and what an answer means for whoever called.
import type { Answer, Api } from './api.ts';
import type { Asked } from './arguments.ts';
import { Failure } from './failure.ts';

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether people read what is written, and may be asked. */
  readonly isTerminal: boolean;
  readonly confirm: (question: string) => Promise<boolean>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}

export type OpenStage = (place: Pick<Asked, 'stage' | 'region' | 'as'>) => Promise<Api>;

/** What an answer means for whoever called. @throws Failure for anything but a success. */
export const succeeded = (answer: Answer): Record<string, unknown> => {
  if (answer.isSuccess) return answer.result ?? {};
  const id = answer.requestId === undefined ? '' : `  request ${answer.requestId}`;
  const text = `${answer.status} ${answer.code} ${answer.message}${id}`;
  const detail = answer.result === null ? '' : `\n${JSON.stringify(answer.result)}`;
  if (answer.code === 'HTTP_403' || answer.status === 401 || answer.code === 'SYS_007') {
    throw new Failure(3, `${text}${detail}`, answer.code === 'SYS_007' ? 'another person must do this' : 'does your role allow it, and your network?');
  }
  if (answer.status >= 500) throw new Failure(4, `${text}${detail}`, 'try again in a moment');
  if (answer.code.startsWith('VAL_')) throw new Failure(2, `${text}${detail}`);
  throw new Failure(1, `${text}${detail}`);
};
