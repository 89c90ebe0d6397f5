// The one failure a person sees: which part, why, where its log is, what to try next.
import { existsSync, readFileSync } from 'node:fs';

type Details = {
  readonly part: string;
  readonly log?: string;
  readonly next: string;
  /** Where the command tells its failures apart by it. */
  readonly exitCode?: number;
};

export class Setback extends Error {
  readonly details: Details;

  constructor(reason: string, details: Details) {
    super(`${details.part}: ${reason}`);
    this.details = details;
  }

  describe(): string {
    const { log, next } = this.details;
    const tail = log === undefined ? [] : lastLines(log, 12).map((line) => `    ${line}`);
    const file = log === undefined ? [] : [`  log   ${log}`];
    return [`failed at ${this.message}`, ...tail, ...file, `  next  ${next}`].join('\n');
  }
}

function lastLines(path: string, count: number): string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-count);
}

/**
 * Runs a command's main function; a setback is told in full, anything else with its stack.
 * @param failed - The exit code then, where the setback has none of its own.
 */
export async function runCommand(main: () => Promise<void>, failed = 1): Promise<void> {
  // `npm run events | head` closes the pipe: that is an end, not a fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  try {
    await main();
  } catch (error) {
    const text = tell(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = (error instanceof Setback ? error.details.exitCode : undefined) ?? failed;
  }
}

function tell(error: unknown): string {
  if (error instanceof Setback) return error.describe();
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS') === true) return `wrong arguments: ${message}`;
  if (code !== 'ECONNREFUSED') return String(stack ?? error);
  // The address file outlives a crash or a reboot; the processes do not.
  return new Setback('nobody listens there', {
    part: 'local',
    next: 'npm run local:up',
  }).describe();
}
