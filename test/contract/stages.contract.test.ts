// The runner of a command's stages: what fails is named, and what runs beside others loses nothing. The stages
// are tiny programs: with the lowest priority, on a machine that is busy, even the start of Node takes seconds.
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runSteps, type Stage } from '#test/support/stages.ts';

const shell = (name: string, script: string): Stage => ({
  name,
  command: 'sh',
  args: ['-c', script],
  aimSeconds: 60,
});

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => vi.restoreAllMocks());

const groups = '/proc/self/autogroup';
const groupIn = (text: string): string | undefined => /autogroup-\d+/u.exec(text)?.[0];

describe('stages side by side', () => {
  it('run at once, the second lane politely, and all of its output is printed in one piece', async () => {
    const polite = 'echo first line; nice >&2';

    const broken = await runSteps(
      [
        {
          main: [shell('waits', 'sleep 0.1')],
          beside: [shell('computes', polite), shell('again', polite)],
        },
      ],
      1,
    );

    expect(broken).toEqual([]);
    const told = lines.filter((line) => line.includes('first line'));
    expect(told.map((line) => line.trim().split('\n').toSorted())).toEqual([
      ['19', '== computes, beside the others', 'first line'],
      ['19', '== again, beside the others', 'first line'],
    ]);
  });

  it('yield to the servers too, which have sessions of their own', async () => {
    // The session of the machine's first process has no group of its own: its file is there and empty.
    const own = groupIn(existsSync(groups) ? readFileSync(groups, 'utf8') : '');

    await runSteps([{ main: [], beside: [shell('computes', `cat ${groups} || echo none`)] }], 1);

    const told = lines.join('\n');
    expect(told).toMatch(existsSync(groups) ? /autogroup-\d+ nice 19/u : /none/u);
    if (existsSync(groups)) expect(groupIn(told)).not.toBe(own);
  });

  it('are each named when they fail, and stop none of the others', async () => {
    const fails = (name: string) => shell(name, 'exit 3');
    const steps = [
      fails('one'),
      { main: [fails('two'), shell('good', 'true')], beside: [fails('three'), fails('four')] },
      fails('five'),
    ];

    const broken = await runSteps(steps, 1);

    expect(broken.toSorted()).toEqual(['five', 'four', 'one', 'three', 'two']);
    expect(lines.some((line) => line.includes('good: ok'))).toBe(true);
  });

  it('fail where a command cannot be started', async () => {
    const missing: Stage = {
      name: 'missing',
      command: '/no/such/program',
      args: [],
      aimSeconds: 1,
    };

    expect(await runSteps([{ main: [], beside: [missing] }], 1)).toEqual(['missing']);
  });
});
