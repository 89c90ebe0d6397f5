// Every property that a route documents of its results is shown by an answer, or nothing can show it yet: then it
// stands here with the reason. What an answer shows beside them, a besieged world refuses.
// Source: testing specification, 5.5.
import { beforeAll, describe, expect, it } from 'vitest';
import { instant, toIso } from '#core/kernel/instant.ts';
import { count } from '#test/support/counters.ts';
import { oddResult } from '#test/support/world/result-forms.ts';
import { codeStage } from '../code-stage.ts';
import { showEverything } from './all-states.ts';
import { type Sightings, sightings } from './result-properties.ts';
import { unshown } from './unshown.ts';

describe('the results of routes', () => {
  const sight: Sightings = sightings();

  beforeAll(async () => {
    await showEverything(await codeStage('whole', sight.look));
  });

  it('show every property but those that nothing can show yet', () => {
    const missed = sight.properties.filter((name) => !sight.seen.has(name));

    expect(missed.toSorted()).toEqual(Object.keys(unshown).toSorted());
    count('properties of results', sight.seen.size);
  });

  it('are looked at to the last property: one that is not documented, or missing, is told', () => {
    const answer = (result: object) => ({
      body: JSON.stringify({ isSuccess: true, code: 'COMMON_000', message: '', result }),
    });
    const health = {
      status: 'UP',
      service: 'FluxPay Engine',
      version: '1',
      time: toIso(instant(0)),
    };

    expect(oddResult('api/get-health', answer(health))).toBeUndefined();
    expect(oddResult('api/get-health', answer({ ...health, load: 1 }))).toContain('load unknown');
    expect(oddResult('api/get-health', answer({}))).toContain('version required');
    expect(oddResult('api/get-documents', answer({ load: 1 }))).toBeUndefined();
    expect(oddResult('steps/cancel-order', { outcome: 'DONE' })).toBeUndefined();
  });
});
