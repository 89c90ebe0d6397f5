// `npm run bench -- --suite demo`: how long a demo takes where a first one has left its cloud running, which is what
// whoever comes back to it waits for. The whole story is told each time, and a demo that fails measures nothing.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '#lib/bundling/function-folders.ts';
import { slowness } from '#test/support/stages.ts';

/** On two quiet cores of the machine that aims were written for. */
export const secondDemoSecondsMax = 25;

export interface DemoReport {
  /** Whole seconds of the command, set-up included: what may have started the cloud, and those behind it. */
  readonly firstSeconds: number;
  readonly laterSeconds: readonly number[];
  readonly gate: number;
  /** By the best of the later ones. */
  readonly isGood: boolean;
}

const setUp = join(repositoryRoot, 'local', 'setup.mjs');

/** @throws Error for a demo that is not ok: how quickly something fails is no speed. */
const demoSeconds = (): number => {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, [setUp, 'demo'], {
    cwd: repositoryRoot,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`the demo ended with ${status}`);
  return (performance.now() - startedAt) / 1_000;
};

/** @param rounds - Demos behind the first. Leaves the cloud as `npm run demo` does: running. */
export const demoSuite = (rounds: number): DemoReport => {
  const before = slowness();
  const firstSeconds = demoSeconds();
  const laterSeconds = Array.from({ length: rounds }, demoSeconds);
  const gate = (secondDemoSecondsMax * (before + slowness())) / 2;
  return { firstSeconds, laterSeconds, gate, isGood: Math.min(...laterSeconds) <= gate };
};

export const demoText = ({ firstSeconds, laterSeconds, gate, isGood }: DemoReport): string =>
  [
    `first demo ${firstSeconds.toFixed(1)} s; then ${laterSeconds.map((one) => one.toFixed(1)).join(', ')} s`,
    `gate: ${secondDemoSecondsMax} s, here ${gate.toFixed(1)} s: ${isGood ? 'held' : 'broken'}`,
  ].join('\n');
