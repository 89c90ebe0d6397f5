// What an interrupted command has started is stopped, also what its start adds meanwhile, and nothing else.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { readParts, recordPart, stopPart } from '#local/cloud/part-registry.ts';
import { runningParts, stopStarted } from '#local/cloud/stop-started.ts';

const made: string[] = [];

/** A process in the registry, as a start records it. */
const started = (): string => {
  const name = `part-${randomUUID()}`;
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)', name], {
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  const startedAt = new Date().toISOString();
  recordPart(name, { pid: child.pid ?? 0, port: 0, mark: name, identity: name, startedAt });
  made.push(name);
  return name;
};

afterEach(async () => {
  for (const name of made.splice(0)) {
    const { [name]: part } = readParts();
    if (part !== undefined) await stopPart(name, part);
  }
});

describe('stopStarted', () => {
  it('stops what came since, even while it stops, and leaves what was there', async () => {
    const there = started();
    const found = runningParts();
    const first = started();
    expect(runningParts()).toContain(first);

    const stopping = stopStarted(found);
    const late = started();
    await stopping;

    expect(runningParts()).toContain(there);
    expect(runningParts()).not.toContain(first);
    expect(runningParts()).not.toContain(late);
    expect(Object.keys(readParts())).not.toContain(late);
  });
});
