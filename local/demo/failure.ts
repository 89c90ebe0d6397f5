// Why a demo ends badly: at which step, for which reason. Anything else is a defect of the demo.
export class DemoFailure extends Error {
  readonly step: string;
  /** Of the engine's answer that it ended with. */
  readonly requestId: string | undefined;

  constructor(step: string, reason: string, requestId?: string) {
    super(reason);
    this.step = step;
    this.requestId = requestId;
  }
}
