// `npm run local:status [-- --json]`: every part with its port, process and health. Exit 0 only
// when all of them are well.
import { flag, readOptions } from '#local/read-options.ts';
import type { PartPlan } from './ensure-part.ts';
import { emulatorPlan, pgSimulatorPlan, proxyPlan, redisPlan } from './part-plans.ts';
import { isOurs, readParts } from './part-registry.ts';
import { logOf } from './places.ts';
import { runCommand } from './setback.ts';

// The health of the proxy does not depend on what it leads to.
const anyGateway = { emulatorPort: 0, apiId: '', adminApiId: '', adminStage: '' };
const plans: readonly PartPlan[] = [
  emulatorPlan,
  redisPlan,
  pgSimulatorPlan,
  proxyPlan(anyGateway),
];

type Row = {
  part: string;
  state: string;
  port: number | null;
  pid: number | null;
  since: string;
  log: string;
};

async function rowOf(plan: PartPlan): Promise<Row> {
  const part = readParts()[plan.name];
  const log = logOf(plan.name);
  if (part === undefined || !isOurs(part)) {
    return { part: plan.name, state: 'stopped', port: null, pid: null, since: '', log };
  }
  const state = (await plan.isHealthy(part.port)) ? 'running' : 'sick';
  return { part: plan.name, state, port: part.port, pid: part.pid, since: part.startedAt, log };
}

const line = (cells: readonly (string | number | null)[]): string => {
  const widths = [14, 9, 7, 9, 26, 0];
  return cells
    .map((cell, index) => String(cell ?? '-').padEnd(widths[index] ?? 0))
    .join('')
    .trimEnd();
};

const { values } = readOptions(process.argv.slice(2), {
  command: 'npm run local:status',
  usage: `npm run local:status [-- --json]

  Every part of the local cloud with its port, process and health; exit 0 when all are well.
  --json   one JSON list on stdout`,
  options: { json: flag },
});

await runCommand(async () => {
  const rows = await Promise.all(plans.map(rowOf));
  const table = [
    line(['PART', 'STATE', 'PORT', 'PID', 'SINCE', 'LOG']),
    ...rows.map(({ part, state, port, pid, since, log }) =>
      line([part, state, port, pid, since, log]),
    ),
  ];
  process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : `${table.join('\n')}\n`);
  process.exitCode = rows.every(({ state }) => state === 'running') ? 0 : 1;
});
