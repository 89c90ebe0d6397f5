// How a command ends: 0 good, 1 found problems, 2 usage, 3 no access, 4 unreachable.
// Source: operations specification, section 11.
export type ExitCode = 0 | 1 | 2 | 3 | 4;

export class Failure extends Error {
  readonly exitCode: ExitCode;
  /** What to type next. */
  readonly next: string | undefined;

  constructor(exitCode: ExitCode, message: string, next?: string) {
    super(message);
    this.exitCode = exitCode;
    this.next = next;
  }
}

export const usage = (message: string, next = 'fluxpay --help'): Failure =>
  new Failure(2, message, next);
