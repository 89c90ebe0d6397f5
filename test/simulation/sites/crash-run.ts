// Runs one crash point event by event: the fault strikes, its leavings lie in the tables, the repairer comes.
import type { TraceLine } from '#test/support/world/ground.ts';
import { driven } from '#test/support/world/scheduler.ts';
import { prepareWorlds } from '#test/support/world/set-up-rows.ts';
import { optionsOf } from '../jobs.ts';
import { judge } from '../judge-run.ts';
import { type RunSpec, replayLine } from '../replay-line.ts';
import { type Ran, runner } from '../run-world.ts';
import type { CrashPoint } from './crash-points.ts';

export interface CrashVerdict {
  readonly id: string;
  /** Empty: passed. */
  readonly faults: readonly string[];
  /** Seconds of virtual time. */
  readonly leftAt: number;
  readonly repairedAt: number;
  readonly replay: string;
}

/** Follows the story: nothing counts before the last fault has struck, and repairs come in their order. */
const storyOf = ({ run, left, repairedBy }: CrashPoint) => {
  let read = 0;
  let struck = 0;
  let next = 0;
  let leftAt: number | undefined;
  let repairedAt: number | undefined;
  const takeLine = ({ at, site, says }: TraceLine): void => {
    if (says.startsWith('FAULT')) {
      struck += run.faults.some((text) => text.endsWith(`|${site}`)) ? 1 : 0;
      return;
    }
    if (leftAt === undefined || repairedBy[next]?.test(site) !== true) return;
    next += 1;
    if (next === repairedBy.length) repairedAt = at;
  };
  return {
    follow: ({ world }: Pick<Ran, 'world'>): void => {
      const trace = world.ground.trace ?? [];
      for (; read < trace.length; read += 1) takeLine(trace[read] as TraceLine);
      if (leftAt !== undefined || struck < run.faults.length || !left(world.view)) return;
      leftAt = world.ground.scheduler.now();
    },
    lacks: (): string[] => [
      ...(struck < run.faults.length ? [`only ${struck} of its faults struck`] : []),
      ...(leftAt === undefined ? ['what it leaves was never in the tables'] : []),
      ...(repairedAt === undefined ? [`its repairer was not seen: ${repairedBy[next]}`] : []),
    ],
    times: () => ({ leftAt: leftAt ?? 0, repairedAt: repairedAt ?? 0 }),
  };
};

export const runCrashPoint = async (point: CrashPoint, seed: string): Promise<CrashVerdict> => {
  await prepareWorlds();
  const spec: RunSpec = { ...point.run, seed };
  const options = optionsOf(spec, { isTracing: true });
  const run = runner(options);
  const story = storyOf(point);
  await driven('native', () => {
    story.follow(run);
    return run.turn();
  });
  story.follow(run);
  const ran = run.end();
  const verdict = judge(ran, { casts: options.casts, layerOff: spec.layerOff });
  const { told } = point;
  const { leftAt, repairedAt } = story.times();
  const seconds = (at: number): number => Math.max(0, at - ran.world.startedAt) / 1_000;
  return {
    id: point.id,
    faults: [
      ...story.lacks(),
      ...(told === undefined || ran.world.view.told.some(told) ? [] : ['nobody was told of it']),
      ...verdict.violations.map(({ id, about, says }) => `${id} ${about}: ${says}`),
    ],
    leftAt: seconds(leftAt),
    repairedAt: seconds(repairedAt),
    replay: replayLine(spec),
  };
};
