// How a command ends: 0 good, 1 found problems, 2 usage, 3 no access, 4 unreachable.
// Source: operations specification, section 11.
import type { Answer } from './api.ts';
import { both, type Text } from './language.ts';

export type ExitCode = 0 | 1 | 2 | 3 | 4;

interface More {
  /** What to type or do next. */
  readonly next?: Text;
  /** The answer of the API that was no success; `--json` shows it as it came. */
  readonly answer?: Answer | undefined;
  /** Of an act that may have been done all the same: under another one it would be done again. */
  readonly idempotencyKey?: string;
}

export class Failure extends Error {
  readonly exitCode: ExitCode;
  readonly says: Text;
  readonly next: Text | undefined;
  readonly answer: Answer | undefined;
  readonly idempotencyKey: string | undefined;

  constructor(exitCode: ExitCode, says: Text, { next, answer, idempotencyKey }: More = {}) {
    super(says.en);
    this.exitCode = exitCode;
    this.says = says;
    this.next = next;
    this.answer = answer;
    this.idempotencyKey = idempotencyKey;
  }
}

export const usage = (says: Text, next: Text = both('fluxpay --help tells the commands', 'fluxpay --help 로 명령을 볼 수 있습니다')): Failure =>
  new Failure(2, says, { next });
