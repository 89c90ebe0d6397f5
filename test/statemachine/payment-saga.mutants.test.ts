// Every Retry, Catch, branch and timeout of the file is there for a reason: a copy without it takes
// another path, costs another number of transitions or ends with another output in at least one row
// of the path table.

import { describe, expect, it } from 'vitest';
import { readDefinition } from '#test/support/asl/definition.ts';
import { fileMutants } from '#test/support/asl/file-mutants.ts';
import { machineByFolder } from '#test/support/asl/machine-file.ts';
import { runScript, type ScriptedRun } from '#test/support/asl/scripted-run.ts';
import { count } from '#test/support/counters.ts';
import { pathRows } from './payment-saga.rows.ts';

/** No path can tell these; the comparison with the table keeps them, for the reason given. */
const keptByTable = new Map([
  [
    'Choices[2] of CancelOutcome',
    'leads where the default leads; REFUSED is expected, not unknown',
  ],
  ['ResultSelector of NeedsAttention', 'a Fail follows, which reads nothing'],
  ['ResultPath of NeedsAttention', 'a Fail follows, which reads nothing'],
]);

const file = readDefinition(machineByFolder('payment-saga'));
const mutants = fileMutants(file);

const run = (definition: unknown): Promise<readonly ScriptedRun[]> =>
  Promise.all(pathRows.map((row) => runScript({ definition, script: row.script })));

/** What a path test, or the reader of the output, sees of a run. */
const seen = ({ entered, transitions, described }: ScriptedRun): unknown => ({
  entered,
  transitions,
  status: described.status,
  output: described.output,
});

const shipped = (await run(file)).map(seen);

describe('payment-saga without one of its parts', () => {
  it.each(mutants)('takes another path without $lacks', async ({ lacks, definition }) => {
    const ran = (await run(definition)).map(seen);

    if (keptByTable.has(lacks)) expect(ran).toEqual(shipped);
    else expect(ran).not.toEqual(shipped);
    count('asl-mutants');
  });

  it('has as many mutants as the file has parts', () => {
    expect(mutants.length).toBe(52);
  });
});
