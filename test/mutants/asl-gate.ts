// The ASL gate: every Retry, Catch, branch and timeout of every machine is taken out once, and the path
// tests must tell. The tests themselves make the copies; here they are run and counted.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '../support/asl/definition.ts';
import { fileMutants } from '../support/asl/file-mutants.ts';
import { machineByFolder } from '../support/asl/machine-file.ts';
import { root, runTests } from './child.ts';
import type { GateResult } from './conditions/gate.ts';

const machines = (): readonly string[] =>
  readdirSync(join(root, 'statemachines'))
    .filter((name) => name.endsWith('.asl.json'))
    .map((name) => name.slice(0, -'.asl.json'.length));

export const aslGate = async (): Promise<Omit<GateResult, 'byPort'>> => {
  let [found, killed] = [0, 0];
  const findings: string[] = [];
  for (const machine of machines()) {
    const parts = fileMutants(readDefinition(machineByFolder(machine))).length;
    const file = `test/statemachine/${machine}.mutants.test.ts`;
    const run = await runTests([file], {});
    // One test per part, and one that counts the parts.
    const alive = Math.max(0, run.passed - 1);
    found += parts;
    killed += Math.min(parts, alive);
    if (run.broken || run.failed > 0 || alive !== parts) {
      findings.push(`${file}: ${alive} of ${parts} parts, ${run.firstFailure ?? run.output}`);
    }
  }
  return { found, killed, findings };
};
