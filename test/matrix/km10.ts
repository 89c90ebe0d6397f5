// KM10: every process ends at once and comes up again, in an order that nobody chose.
import { ensurePart } from '#local/cloud/ensure-part.ts';
import { keptEmulatorPlan, keptPgSimulatorPlan, redisPlan } from '#local/cloud/part-plans.ts';
import { type Part, readParts, stopPart } from '#local/cloud/part-registry.ts';
import { killWorkers } from '#test/support/cloud/workers.ts';
import { saidBy } from './facts.ts';
import type { Row, RowStage } from './row.ts';

const plans = [keptEmulatorPlan, keptPgSimulatorPlan, redisPlan];

/** The emulator is asked to end, because it saves its tables then and only then; all others get `kill -9`. */
const endEverything = async (): Promise<Readonly<Record<string, Part>>> => {
  const parts = readParts();
  const { emulator, ...others } = parts;
  if (emulator === undefined) throw new Error('there is no emulator to end');
  killWorkers();
  for (const part of Object.values(others)) process.kill(part.pid, 'SIGKILL');
  await stopPart('emulator', emulator);
  return parts;
};

const inAnyOrder = <T>(list: readonly T[]): readonly T[] =>
  list
    .map((item) => ({ item, draw: Math.random() }))
    .toSorted((a, b) => a.draw - b.draw)
    .map(({ item }) => item);

const bringUp = async (parts: Readonly<Record<string, Part>>, { revive }: RowStage) => {
  const order = inAnyOrder(plans);
  for (const plan of order) {
    await ensurePart({ ...plan, preferredPort: parts[plan.name]?.port ?? plan.preferredPort });
  }
  await revive();
  return order.map(({ name }) => name);
};

const countsOf = (fields: Readonly<Record<string, unknown>>): number =>
  ['published', 'dispatched', 'due'].reduce((sum, name) => sum + Number(fields[name] ?? 0), 0);

export const km10: Row = {
  id: 'KM10',
  what: 'every process at once, up again in any order',
  signal: 'sweep counters',
  // The restarted emulator brings no stream any more, so each command of a saga's second run waits for a sweep: 40 s,
  // after the minute in which the `due` sweep finds the lost execution.
  quietSeconds: 300,
  cutsClients: true,
  play: async (stage) => {
    const parts = await endEverything();
    stage.say(`${Object.keys(parts).length} parts and every worker ended`);
    const order = await bringUp(parts, stage);
    const upAt = Date.now();
    stage.say(`up again: ${order.join(', ')}`);
    await stage.pause(4);
    return {
      done: `${Object.keys(parts).length} parts ended, up as ${order.join(', ')}`,
      judge: async () => {
        const sweeps = (await saidBy(stage, 'schedules-sweep-pending-work')).filter(
          ({ at, message }) => at >= upAt && message === 'event.sweep-pending-work',
        );
        const swept = sweeps.reduce((sum, { fields }) => sum + countsOf(fields), 0);
        return {
          findings: [],
          signal: swept === 0 ? undefined : `${swept} rows by ${sweeps.length} sweeps`,
        };
      },
    };
  },
};
