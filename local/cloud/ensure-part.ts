// Starts one process of the local cloud, or finds it running, healthy and up to date.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { fingerprint, readInputs } from './fingerprint.ts';
import { choosePort, isFreeOnLoopback } from './free-port.ts';
import { isOurs, type Part, readParts, recordPart, stopPart } from './part-registry.ts';
import { logOf, root } from './places.ts';
import { poll } from './poll.ts';
import { Setback } from './setback.ts';

export type PartPlan = {
  readonly name: string;
  readonly preferredPort: number;
  /** Every port the process will listen on; only the given one when absent. */
  readonly ports?: (port: number) => readonly number[];
  /** `mark` is explained at `Part`; `env` is the whole environment, nothing is inherited. */
  readonly command: (port: number) => {
    readonly program: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly mark: string;
  };
  readonly isHealthy: (port: number) => Promise<boolean>;
  /** Files whose change makes a running process out of date; relative to the project folder. */
  readonly sources: readonly string[];
};

export type RunningPart = Part & { readonly wasRunning: boolean };

function identityOf(plan: PartPlan, port: number): string {
  const command = { name: 'command', content: JSON.stringify(plan.command(port)) };
  return fingerprint([command, ...readInputs(root, plan.sources)]);
}

/** Idempotent. An out-of-date or sick process of ours is replaced on the same port. */
export async function ensurePart(plan: PartPlan): Promise<RunningPart> {
  const known = readParts()[plan.name];
  if (known !== undefined && isOurs(known)) {
    const isCurrent = known.identity === identityOf(plan, known.port);
    if (isCurrent && (await plan.isHealthy(known.port))) return { ...known, wasRunning: true };
    await stopPart(plan.name, known);
  }
  const portsOf = plan.ports ?? ((port) => [port]);
  const port = await choosePort(plan.preferredPort, async (candidate) => {
    const free = await Promise.all(portsOf(candidate).map(isFreeOnLoopback));
    return free.every(Boolean);
  });
  return { ...(await start(plan, port)), wasRunning: false };
}

async function start(plan: PartPlan, port: number): Promise<Part> {
  const { program, args, env, mark } = plan.command(port);
  const log = logOf(plan.name);
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'w', 0o600);
  const child = spawn(program, args, {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let ending: string | undefined;
  child.once('error', (error) => (ending = error.message));
  child.once('exit', (code, signal) => (ending ??= `the process ended with ${code ?? signal}`));
  child.unref();
  const startedAt = new Date().toISOString();
  const part = { pid: child.pid ?? 0, port, mark, identity: identityOf(plan, port), startedAt };
  // Recorded before it is healthy: an interrupted start must not leave a process nobody knows.
  if (child.pid !== undefined) recordPart(plan.name, part);
  const isUp = await poll(async () => ending !== undefined || (await plan.isHealthy(port)));
  if (isUp && ending === undefined) return part;
  if (child.pid !== undefined) await stopPart(plan.name, part);
  throw new Setback(ending ?? 'not healthy after 60 s', {
    part: plan.name,
    log,
    next: 'read the log, then npm run local:up again',
  });
}
