// Why a demo ends badly: at which step, for which reason. Anything else is a defect of the demo.
export class DemoFailure extends Error {
  readonly step: string;

  constructor(step: string, reason: string) {
    super(reason);
    this.step = step;
  }
}
