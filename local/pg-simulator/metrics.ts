// GET /__liar/v1/metrics: what the process has seen, as Prometheus text.
import type { Program } from './program.ts';
import type { LiarReply } from './wire.ts';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** By label text; an empty one stands alone. */
  readonly values: ReadonlyMap<string, number>;
}

const alone = (value: number): ReadonlyMap<string, number> => new Map([['', value]]);

const counted = (labels: Iterable<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
};

const metricsOf = ({ state, requests, lastLine }: Program): readonly Metric[] => {
  const payments = [...state.payments.values()].map(({ current }) => current);
  const effects = payments.flatMap(({ effects: all }) => all.map(({ kind }) => `kind="${kind}"`));
  const faults = [...state.faultCounts].map(([id, count]) => [`fault="${id}"`, count] as const);
  return [
    {
      name: 'liar_requests_total',
      help: 'Requests of clients, control calls aside.',
      type: 'counter',
      values: alone(requests),
    },
    {
      name: 'liar_journal_lines_total',
      help: 'Lines committed.',
      type: 'counter',
      values: alone(lastLine),
    },
    {
      name: 'liar_payments',
      help: 'Payments by what they are now.',
      type: 'gauge',
      values: counted(payments.map(({ status }) => `status="${status}"`)),
    },
    {
      name: 'liar_effects_total',
      help: 'What really happened to payments.',
      type: 'counter',
      values: counted(effects),
    },
    {
      name: 'liar_faults_total',
      help: 'Lies told.',
      type: 'counter',
      values: new Map(faults),
    },
    {
      name: 'liar_idempotency_keys',
      help: 'Keys remembered.',
      type: 'gauge',
      values: alone(state.keys.size),
    },
  ];
};

const textOf = ({ name, help, type, values }: Metric): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...[...values].map(([label, value]) => `${name}${label && `{${label}}`} ${value}`),
  ].join('\n');

export const metricsReply = (program: Program): LiarReply => ({
  kind: 'reply',
  status: 200,
  headers: { 'content-type': 'text/plain; version=0.0.4;charset=UTF-8' },
  body: `${metricsOf(program).map(textOf).join('\n')}\n`,
});
