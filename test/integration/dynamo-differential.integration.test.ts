// The DynamoDB twin against an emulator: the same programs, equal answers. What this cannot show
// is where both are wrong; for that the list of known differences names its sources.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { type Differential, runDifferential } from '#test/support/dynamo-programs/differential.ts';
import { drawProgram, type ProgramCommand } from '#test/support/dynamo-programs/draw-command.ts';
import { edgePrograms } from '#test/support/dynamo-programs/edge-programs.ts';
import {
  expectedLabels,
  expectedRefusals,
} from '#test/support/dynamo-programs/expected-coverage.ts';
import { knownDifferences } from '#test/support/dynamo-programs/known-differences.ts';
import type { DynamoSender } from '#test/support/dynamo-programs/run-command.ts';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide.ts';

const programCount = 100;
/** Other seeds: `DYNAMO_SEED=7 vitest run --project integration test/integration/dynamo`. */
const firstSeed = Number(process.env['DYNAMO_SEED'] ?? 1) * 1_000_003;
const seeds = Array.from({ length: programCount }, (_, at) => firstSeed + at);

/** Reads one operator of every expression as another. */
function misreading(operator: string, as: string, twin: DynamoSender): DynamoSender {
  const send = (command: { input: Record<string, unknown> }) => {
    const spoil = (value: unknown): unknown => {
      if (typeof value === 'string') return value.replace(operator, as);
      if (Array.isArray(value)) return value.map(spoil);
      if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one)]));
    };
    Object.assign(command.input, spoil(command.input));
    return twin.send(command as never);
  };
  return { send: send as unknown as DynamoSender['send'] };
}

describe('memoryDynamo beside an emulator', () => {
  let dynoxide: Dynoxide;
  let result: Differential;

  beforeAll(async () => {
    dynoxide = await startDynoxide();
    const programs: (readonly ProgramCommand[])[] = [...seeds.map(drawProgram), ...edgePrograms];
    result = await runDifferential(dynoxide, programs, { run: 'main' });
    count('dynamo-programs', result.programs);
    count('dynamo-commands', result.observations.length);
    count('dynamo-streams', result.streams);
  });

  afterAll(async () => {
    await dynoxide.stop();
  });

  it(`gives equal answers, errors, reasons, rows and records (first seed ${firstSeed})`, () => {
    expect(result.parted.join('\n')).toBe('');
    expect(result.programs).toBe(programCount + edgePrograms.length);
    expect(result.streams).toBeGreaterThanOrEqual(10);
  });

  it('needs every known difference', () => {
    const met = new Set(result.observations.map(({ explainedBy }) => explainedBy));

    expect(knownDifferences.map(({ name }) => name).filter((name) => !met.has(name))).toEqual([]);
  });

  it('reaches every operator, function and clause', () => {
    const met = new Set(result.observations.flatMap(({ command }) => command.labels));

    expect(expectedLabels.filter((label) => !met.has(label))).toEqual([]);
  });

  it('reaches every refusal', () => {
    const words = result.observations.flatMap(({ twin }) => [
      `${twin.error ?? 'success'}: ${twin.message ?? ''}`,
      ...(twin.reasons ?? []).map(({ code, message }) => `${code}: ${message}`),
    ]);

    expect(
      expectedRefusals.filter((refusal) => !words.some((line) => line.includes(refusal))),
    ).toEqual([]);
  });

  it('lets one in five commands succeed and refuses one in five, at least', () => {
    const total = result.observations.length;
    const refused = result.observations.filter(({ twin }) => twin.error !== undefined).length;

    expect(refused / total).toBeGreaterThan(0.2);
    expect((total - refused) / total).toBeGreaterThan(0.2);
  });

  it.each([
    [' <= ', ' < '],
    [' >= ', ' > '],
    [' AND ', ' OR '],
    ['attribute_not_exists', 'attribute_exists'],
  ])('finds a twin that reads %s as%s', async (operator, as) => {
    const programs = [...seeds.map(drawProgram), ...edgePrograms];

    const spoiled = await runDifferential(dynoxide, programs, {
      run: `canary${operator}`.slice(0, 12),
      plant: (twin) => misreading(operator, as, twin),
      isEndedByFirst: true,
    });

    expect(spoiled.parted).toHaveLength(1);
  });
});
