// The DynamoDB twin against an emulator, as the command `test/differentials/main.ts dynamodb` does it,
// with fewer programs; and twins with one wrong operator, which must differ.

import { beforeAll, describe, expect, it } from 'vitest';
import { compareDynamodb } from '#test/differentials/dynamodb.ts';
import { generatorFaults, type Outcome } from '#test/differentials/outcome.ts';
import { misreading } from '#test/differentials/planted.ts';
import { count } from '#test/support/counters.ts';

const programs = 100;
/** Other seeds: `DYNAMO_SEED=7 vitest run --project integration test/integration/dynamo`. */
const seed = Number(process.env['DYNAMO_SEED'] ?? 1);

describe('memoryDynamo beside an emulator', () => {
  let outcome: Outcome;

  beforeAll(async () => {
    outcome = await compareDynamodb({ programs, seed });
    count('dynamo-programs', outcome.programs);
    count('dynamo-commands', outcome.commands);
    count('dynamo-streams', outcome.seen.get('stream compared') ?? 0);
  });

  it(`gives equal answers, errors, reasons, rows and records (seed ${seed})`, () => {
    const differences = outcome.batches.flatMap((batch) => batch.differences);

    expect(differences.join('\n')).toBe('');
    expect(outcome.programs).toBe(programs);
  });

  it('reaches every operator, clause, expression of ours, refusal and known difference', () => {
    expect(generatorFaults(outcome)).toEqual([]);
  });

  it.each([
    [' <= ', ' < '],
    [' >= ', ' > '],
    [' AND ', ' OR '],
    ['attribute_not_exists', 'attribute_exists'],
  ])('finds a twin that reads %s as%s', async (operator, as) => {
    const spoiled = await compareDynamodb({
      programs,
      seed,
      plant: misreading(operator, as),
      isEndedByFirst: true,
    });

    expect(spoiled.batches.flatMap(({ differences }) => differences)).toHaveLength(1);
  });
});
