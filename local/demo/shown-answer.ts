// What `npm run request` shows of an answer: on stdout what was asked for, on stderr what went wrong.
import type { EngineReply } from './engine-client.ts';
import { picked } from './request-arguments.ts';

type Envelope = Pick<EngineReply, 'code' | 'isSuccess' | 'message' | 'result'>;

interface Shown {
  readonly out: string;
  readonly err: string;
  readonly exitCode: 0 | 1;
}

/** @param pick - A field of the result alone; nothing else then reaches a variable of a shell script. */
export function shownAnswer(status: number, envelope: Envelope, pick: string | undefined): Shown {
  const whole = `${JSON.stringify(envelope, null, 2)}\n`;
  const isRefused = status >= 400;
  if (pick === undefined) return { out: whole, err: '', exitCode: isRefused ? 1 : 0 };
  if (isRefused) return { out: '', err: whole, exitCode: 1 };
  const found = picked(envelope.result, pick);
  return found === undefined
    ? { out: '', err: `${whole}request: the result has no ${pick}\n`, exitCode: 1 }
    : { out: `${found}\n`, err: '', exitCode: 0 };
}
