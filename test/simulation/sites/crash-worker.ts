// One process of the crash points: takes the number of one, runs it, answers with its verdict.
import { crashPoints, crashSeed } from './crash-points.ts';
import { runCrashPoint } from './crash-run.ts';

process.on('message', (message) => {
  const { id } = message as { readonly id: string };
  const point = crashPoints.find((each) => each.id === id);
  if (point === undefined) throw new Error(`there is no crash point ${id}`);
  void runCrashPoint(point, crashSeed).then(
    (verdict) => process.send?.(verdict),
    (fault: unknown) => {
      console.error(id, fault);
      process.exit(1);
    },
  );
});
