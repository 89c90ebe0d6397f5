// Every path of the payment saga with scripted steps: states in order and transitions paid for.
// Each path runs twice, with the errors' own names and with one name for all: an emulator knows one.

import { describe, expect, it } from 'vitest';
import { readDefinition } from '#test/support/asl/definition.ts';
import { edgesOf } from '#test/support/asl/edges.ts';
import { edgesTaken } from '#test/support/asl/history.ts';
import { machineByFolder } from '#test/support/asl/machine-file.ts';
import {
  defaultInput,
  runScript,
  type ScriptedRun,
  type ScriptedRunOptions,
} from '#test/support/asl/scripted-run.ts';
import { count } from '#test/support/counters.ts';
import type { PathRow } from './path-row.ts';
import { pathRows, unraisedAttention } from './payment-saga.rows.ts';

const machine = 'payment-saga';

const run = (row: PathRow, options: Partial<ScriptedRunOptions> = {}): Promise<ScriptedRun> =>
  runScript({
    definition: machineByFolder(machine),
    script: row.script,
    input: { ...(defaultInput as object), entry: row.entry ?? 'EXECUTE' },
    ...options,
  });

const oneName = (): string => 'States.TaskFailed';

const ownName = 'TransactionCanceledException';

const triesOf = (called: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of called) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

describe.each([
  { names: 'real error names', errorName: undefined, lastError: ownName },
  { names: 'one name for all errors', errorName: oneName, lastError: oneName() },
])('payment-saga paths with $names', ({ errorName, lastError }) => {
  const options = errorName === undefined ? {} : { errorName };

  it.each(pathRows)('$name', async (row) => {
    const ran = await run(row, options);

    expect(ran.entered).toEqual(row.entered);
    expect(ran.transitions).toBe(row.transitions);
    expect(ran.described.status).toBe(row.status);
    expect(ran.described.error).toBe(row === unraisedAttention ? lastError : row.error);
    expect(triesOf(ran.called)).toMatchObject(row.tries ?? {});
    expect(ran.refusals).toEqual(row.refusals ?? []);
    count('paths run');
  });
});

describe('payment-saga coverage', () => {
  it('visits every state and takes every edge of the file', async () => {
    const definition = readDefinition(machineByFolder(machine));
    const runs = await Promise.all(pathRows.map((row) => run(row)));

    const states = new Set(runs.flatMap((ran) => ran.entered));
    const edges = new Set(runs.flatMap((ran) => edgesTaken(ran.events)));

    expect([...states].sort()).toEqual(Object.keys(definition.States).sort());
    expect([...edges].sort()).toEqual([...edgesOf(definition)].sort());
    expect(states.size).toBe(11);
    expect(edges.size).toBe(36);
    count('states visited', states.size);
    count('edges visited', edges.size);
  });

  it('calls the function of each state and hands it the state, the saga and a token if it waits', async () => {
    const { events, called } = await run(pathRows[7] as PathRow);

    const tried = events.flatMap((event) => (event.type === 'tried' ? [event.payload] : []));

    expect(called).toEqual(['request-service', 'cancel-payment', 'await-cancel', 'cancel-order']);
    expect(tried[0]).toEqual({
      state: 'ExecuteService',
      saga: defaultInput,
      taskToken: expect.stringContaining('asl-task-token/') as string,
    });
    expect(tried[3]).toEqual({
      state: 'CancelOrder',
      saga: { ...(defaultInput as object), step: { outcome: 'RETURNED' } },
    });
  });

  it('hands the caught error to the step that decides what to do about it', async () => {
    const row = pathRows.find((each) => each.name === 'completion cannot commit') as PathRow;
    const { events } = await run(row);

    const last = events.findLast((event) => event.type === 'tried');

    expect(last).toMatchObject({
      state: 'NeedsAttention',
      payload: {
        saga: { error: { Error: ownName, Cause: expect.stringContaining(ownName) as string } },
      },
    });
  });
});
