// The runner of a command's stages: what fails is named, and what runs beside others loses nothing.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runSteps, type Stage } from '#test/support/stages.ts';

const node = (name: string, code: string): Stage => ({
  name,
  command: process.execPath,
  args: ['-e', code],
  aimSeconds: 60,
});

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => vi.restoreAllMocks());

describe('stages side by side', () => {
  it('run at once, the second lane politely, and all of its output is printed in one piece', async () => {
    const meet = 'setTimeout(() => {}, 300)';
    const polite =
      "console.log('first line'); console.error(require('os').getPriority(process.pid))";

    const broken = await runSteps(
      [{ main: [node('waits', meet)], beside: [node('computes', polite), node('again', polite)] }],
      1,
    );

    expect(broken).toEqual([]);
    const told = lines.filter((line) => line.includes('first line'));
    expect(told).toEqual([
      '\n== computes, beside the others\nfirst line\n19',
      '\n== again, beside the others\nfirst line\n19',
    ]);
  });

  it('are each named when they fail, and stop none of the others', async () => {
    const fails = (name: string) => node(name, 'process.exit(3)');
    const steps = [
      fails('one'),
      { main: [fails('two'), node('good', '')], beside: [fails('three'), fails('four')] },
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
