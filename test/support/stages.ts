// Runs the stages of a command: each prints what it ran, how long it took, and whether that is over
// its aim. Aims mean two quiet cores, so they are scaled by how fast this machine is now.

import { type ChildProcess, spawn } from 'node:child_process';

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

/**
 * Stages side by side. The first lane has the machine, as if it were alone; the second takes what is left: one
 * process at a time with the lowest priority. For stages that wait much and stages that only compute.
 */
export type SideBySide = { main: readonly Stage[]; beside: readonly Stage[] };

export type Step = Stage | SideBySide;

export const stagesOf = (steps: readonly Step[]): readonly Stage[] =>
  steps.flatMap((step) => ('main' in step ? [...step.main, ...step.beside] : [step]));

interface Execution {
  readonly code: number;
  /** What was held back to be printed in one piece. */
  readonly output: string;
}

/**
 * Takes only what nobody else wants, in a session of its own. Linux shares a processor out among sessions before
 * it looks at the priorities inside one (sched(7), autogroup): the lowest priority alone would take as much from
 * the servers, which have sessions of their own, as any other process.
 */
const politely = 'echo 19 2>/dev/null >/proc/self/autogroup; exec nice -n 19 "$0" "$@"';

const running = new Set<ChildProcess>();

/** A session of its own hears no Ctrl-C: what we started ends with us. */
const endWithUs = (): void => {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGTERM');
};

const onSignal = (): void => {
  endWithUs();
  process.exit(130);
};

const hold = (child: ChildProcess): void => {
  if (running.size === 0) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, onSignal);
  }
  running.add(child);
};

const release = (child: ChildProcess): void => {
  running.delete(child);
  if (running.size > 0) return;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal);
};

const execute = (stage: Stage, isBeside: boolean): Promise<Execution> =>
  new Promise((resolve) => {
    const [command, ...args] = isBeside
      ? ['sh', '-c', politely, stage.command, ...stage.args]
      : [stage.command, ...stage.args];
    const child = spawn(command, args, {
      env: { ...process.env, ...stage.env },
      stdio: isBeside ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      detached: isBeside,
    });
    if (isBeside) hold(child);
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => {
      release(child);
      console.log(`${stage.name}: ${error.message}`);
      resolve({ code: 1, output });
    });
    child.on('close', (code) => {
      release(child);
      resolve({ code: code ?? 1, output });
    });
  });

/** Runs one stage to its end; its exit code is returned, never thrown. */
export const runStage = async (stage: Stage, scale: number, isBeside = false): Promise<number> => {
  const title = isBeside ? `${stage.name}, beside the others` : stage.name;
  if (!isBeside) console.log(`\n== ${title}`);
  const start = performance.now();
  const { code, output } = await execute(stage, isBeside);
  if (isBeside) console.log(`\n== ${title}\n${output.trimEnd()}`);
  const seconds = (performance.now() - start) / 1000;
  // What runs beside others is as slow as they are busy.
  const isOver = !isBeside && seconds > stage.aimSeconds * scale;
  const over = isOver ? `, over its aim of ${stage.aimSeconds} s` : '';
  const verdict = code === 0 ? 'ok' : `failed with ${code}`;
  console.log(`== ${title}: ${verdict} in ${seconds.toFixed(1)} s${over}`);
  return code;
};

/** Runs every step, whatever became of those before. @returns the names of the stages that failed. */
export const runSteps = async (steps: readonly Step[], scale: number): Promise<string[]> => {
  const broken: string[] = [];
  const runLane = async (lane: readonly Stage[], isBeside: boolean): Promise<void> => {
    for (const stage of lane) {
      if ((await runStage(stage, scale, isBeside)) !== 0) broken.push(stage.name);
    }
  };
  for (const step of steps) {
    if ('main' in step) await Promise.all([runLane(step.main, false), runLane(step.beside, true)]);
    else await runLane([step], false);
  }
  return broken;
};
