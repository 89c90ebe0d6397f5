// What the parts of one run share: its arguments, its steps so far, and where it speaks.
import type { DemoArguments } from './demo-arguments.ts';
import { type Paint, paintFor } from './paint.ts';
import { lineOf, placeOf, type Step, type StepName } from './steps.ts';

export type DemoRun = DemoArguments & {
  readonly steps: Step[];
  readonly paint: Paint;
  /** On stdout for people, on stderr beside JSON. */
  say(line: string): void;
  /** A step has ended. */
  note(step: Step): void;
  /** A step has begun; only a terminal shows it, until its line is there. */
  hint(name: StepName): void;
};

export function demoRun(demoArguments: DemoArguments): DemoRun {
  const stream = demoArguments.isJson ? process.stderr : process.stdout;
  const isTerminal = stream.isTTY === true;
  const steps: Step[] = [];
  const say = (line: string) => void stream.write(`${line}\n`);
  return {
    ...demoArguments,
    steps,
    say,
    paint: paintFor(isTerminal, process.env['NO_COLOR']),
    note: (step) => {
      steps.push(step);
      say(lineOf(step));
    },
    hint: (name) => {
      if (isTerminal) stream.write(` ${placeOf(name)} ${name} …\r`);
    },
  };
}
