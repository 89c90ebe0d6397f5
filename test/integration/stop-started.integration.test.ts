// What an interrupted command has started is stopped, also what its start adds meanwhile, and nothing else; what keeps
// its data has the time to write them.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { isOurs, type Part, readParts, recordPart, stopPart } from '#local/cloud/part-registry.ts';
import { poll } from '#local/cloud/poll.ts';
import { runningParts, stopStarted } from '#local/cloud/stop-started.ts';

const made: string[] = [];
const folders: string[] = [];

/** A process in the registry, as a start records it. @param script - What else it does. */
const started = (script = ''): string => {
  const name = `part-${randomUUID()}`;
  const text = `setInterval(() => undefined, 1_000); ${script}`;
  const child = spawn(process.execPath, ['-e', text, name], { detached: true, stdio: 'ignore' });
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
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const partOf = (name: string): Part => present(readParts()[name], `${name} is in the registry`);

/** A process that is ready to be asked to end. */
const ready = async (script: string): Promise<{ name: string; saved: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'fluxpay-'));
  folders.push(folder);
  const saved = join(folder, 'saved');
  const name = started(`const { writeFileSync } = require('node:fs');
    process.on('SIGTERM', () => { ${script.replaceAll('SAVED', JSON.stringify(saved))} });
    writeFileSync(${JSON.stringify(`${saved}.ready`)}, '')`);
  expect(await poll(async () => existsSync(`${saved}.ready`), 10_000)).toBe(true);
  return { name, saved };
};

describe('stopPart', () => {
  it('lets a part that keeps its data write all of it, longer than ten seconds', async () => {
    const { name, saved } = await ready(
      "setTimeout(() => { writeFileSync(SAVED, 'all of it'); process.exit(); }, 11_000)",
    );

    await stopPart(name, partOf(name));

    expect(readFileSync(saved, 'utf8')).toBe('all of it');
  }, 30_000);

  it('ends one that never does', async () => {
    const { name } = await ready('');
    const part = partOf(name);

    expect(await stopPart(name, part, 300)).toBe(true);
    expect(await poll(async () => !isOurs(part), 5_000)).toBe(true);
  });
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
