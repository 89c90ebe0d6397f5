// Hears what the sweeper tells: its gauges, oldest first, and what went wrong.
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import { type BreakerGauge, measureBreakers } from '#core/breakers/measure-breakers.ts';
import type { Trouble } from '#core/outbox/drain.ts';
import type { SweepDeps } from '#core/outbox/sweep.ts';
import type { Engine } from './engine.ts';

export const sweepEar = ({ store, clock }: Pick<Engine, 'store' | 'clock'>) => {
  const backlogs: { readonly pending: number; readonly oldestSeconds: number }[] = [];
  const troubles: Trouble[] = [];
  const breakerGauges: BreakerGauge[] = [];
  const breakers = dynamoBreakers(store);
  const port: Pick<SweepDeps, 'gauge' | 'measureBreakers' | 'report'> = {
    gauge: (backlog) => backlogs.push(backlog),
    measureBreakers: measureBreakers({
      breakers,
      clock,
      gaugeBreaker: (gauge) => breakerGauges.push(gauge),
    }),
    report: (trouble) => troubles.push(trouble),
  };
  return { backlogs, breakerGauges, troubles, port };
};
