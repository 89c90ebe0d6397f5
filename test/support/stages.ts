// Runs the stages of a command: each prints what it ran, how long it took, and whether that is over
// its aim. Aims mean two quiet cores, so they are scaled by how fast this machine is now.

import { spawn } from 'node:child_process';

export type Stage = {
  name: string;
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  aimSeconds: number;
};

/** Seconds one turn of the fixed loop takes on the machine the aims were written for. */
const referenceSeconds = 0.1;

/** Seconds since some moment. */
export type Stopwatch = () => number;

const wallSeconds: Stopwatch = () => performance.now() / 1_000;

/** Of this process, whoever else has the machine. */
export const cpuSeconds: Stopwatch = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const loopSeconds = (stopwatch: Stopwatch): number => {
  const start = stopwatch();
  let word = 1;
  for (let turn = 0; turn < 100_000_000; turn += 1) word = (Math.imul(word, 1_664_525) + turn) | 0;
  // The word is used, so that the loop cannot be optimised away.
  return stopwatch() - start + (word === 0 ? 1e-9 : 0);
};

/**
 * How much slower than the reference this machine is now, between 1 and 3; the best of three.
 *
 * @param stopwatch - What is scaled by it must be measured with the same one: a neighbour that takes half of
 *   the machine doubles wall time and leaves CPU time alone.
 */
export const slowness = (stopwatch = wallSeconds): number => {
  const seconds = Math.min(...Array.from({ length: 3 }, () => loopSeconds(stopwatch)));
  return Math.min(3, Math.max(1, seconds / referenceSeconds));
};

const execute = (stage: Stage): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(stage.command, stage.args, {
      env: { ...process.env, ...stage.env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', (error) => {
      console.log(`${stage.name}: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });

/** Runs one stage to its end; its exit code is returned, never thrown. */
export const runStage = async (stage: Stage, scale: number): Promise<number> => {
  console.log(`\n== ${stage.name}`);
  const start = performance.now();
  const code = await execute(stage);
  const seconds = (performance.now() - start) / 1000;
  const over = seconds > stage.aimSeconds * scale ? `, over its aim of ${stage.aimSeconds} s` : '';
  const verdict = code === 0 ? 'ok' : `failed with ${code}`;
  console.log(`== ${stage.name}: ${verdict} in ${seconds.toFixed(1)} s${over}`);
  return code;
};
